import { domainErrors } from './errors.ts';

/** The values of a page's last entry by which the list is sorted. A cursor holds them. */
export type Position = readonly (string | number)[];

/**
 * Encodes a position as a cursor. Callers treat it as opaque. It contains the list's name, so that a
 * cursor of one list is not accepted by another.
 */
export function encodeCursor(list: string, position: Position): string {
  return Buffer.from(JSON.stringify([list, ...position])).toString('base64url');
}

/** The type of one value of a position. */
export type Check<Value extends string | number = string | number> = (
  value: unknown,
) => value is Value;

/** Text that every database accepts: PostgreSQL does not store NUL. */
export const text: Check<string> = (value): value is string =>
  typeof value === 'string' && !value.includes('\u0000');

export const wholeNumber: Check<number> = (value): value is number => Number.isSafeInteger(value);

export const digits: Check<string> = (value): value is string =>
  text(value) && /^\d{1,18}$/.test(value);

/**
 * A timestamp exactly as `Date.toISOString` writes it, from the year 1 on. `Date.parse` alone accepts
 * more than a database does, comments for example.
 */
export const timestamp: Check<string> = (value): value is string => {
  const date = new Date(text(value) && /^(?!0000)\d{4}-/.test(value) ? value : Number.NaN);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
};

/**
 * Decodes a cursor of a list.
 *
 * @param checks the type of each value of the position
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
