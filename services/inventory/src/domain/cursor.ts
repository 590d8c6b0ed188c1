import { domainErrors } from './errors.ts';

/** What a cursor holds of the last entry of a page: the values that the list is sorted by. */
export type Position = readonly (string | number)[];

/**
 * Makes the cursor behind a position. Callers treat it as opaque; the list's name is in it, so that
 * a cursor of one list is not taken for a place in another.
 */
export function encodeCursor(list: string, position: Position): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url');
}

/** What one value of a position must be. */
export type Check<Value extends string | number = string | number> = (
  value: unknown,
) => value is Value;

/** Text that every database takes: PostgreSQL knows no NUL. */
export const text: Check<string> = (value): value is string =>
  typeof value === 'string' && !value.includes('\u0000');

export const wholeNumber: Check<number> = (value): value is number => Number.isSafeInteger(value);

export const digits: Check<string> = (value): value is string =>
  text(value) && /^\d{1,18}$/.test(value);

/**
 * A moment just as `Date.toISOString` writes it, from the year 1 on. `Date.parse` alone reads more
 * than a database does, with comments for example.
 */
export const moment: Check<string> = (value): value is string => {
  const date = new Date(text(value) && /^(?!0000)\d{4}-/.test(value) ? value : Number.NaN);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
};

/**
 * Reads a cursor of a list back.
 *
 * @param checks what each value of the position must be
 * @throws DomainError `malformed-cursor`
 */
export function decodeCursor<const Checks extends readonly Check[]>(
  list: string,
  cursor: string,
  checks: Checks,
): { [Index in keyof Checks]: Checks[Index] extends Check<infer Value> ? Value : never } {
  const [name, ...values] = parsed(cursor);
  const fits =
    name === list &&
    values.length === checks.length &&
    checks.every((check, index) => check(values[index]));
  if (!fits) throw domainErrors.malformedCursor();
  return values as ReturnType<typeof decodeCursor<Checks>>;
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
