import { encodeCursor, type Position } from '../domain/cursor.ts';
import type { Page } from './stock-store.ts';

/**
 * Makes a page of rows that were read with a limit of one more than requested: the extra row shows
 * that there is a next page.
 */
export function pageOf<Row, Entry>(
  list: string,
  rows: readonly Row[],
  limit: number,
  entry: (row: Row) => Entry,
  position: (row: Row) => Position,
): Page<Entry> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    entries: shown.map(entry),
    nextCursor: more ? encodeCursor(list, position(last)) : null,
  };
}
