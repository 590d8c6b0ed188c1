import { refusals } from './refusal.ts';

/** What a cursor holds of the last entry of a page: the values that the list is sorted by. */
export type Position = readonly (string | number)[];

/**
 * Makes the cursor behind a position. Callers treat it as opaque; the list's name is in it, so that
 * a cursor of one list is not taken for a place in another.
 */
export function encodeCursor(list: string, position: Position): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url');
}

/**
 * Reads a cursor of a list back.
 *
 * @param shape an example of the position, for the number and types of its values
 * @throws Refusal `malformed-cursor`
 */
export function decodeCursor<Shape extends Position>(
  list: string,
  cursor: string,
  shape: Shape,
): Shape {
  const [name, ...values] = parsed(cursor);
  const fits =
    name === list &&
    values.length === shape.length &&
    values.every((value, index) => typeof value === typeof shape[index]);
  if (!fits) throw refusals.malformedCursor();
  return values as unknown as Shape;
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
