import type { Item } from '@stockroom/client/contract';
import { stringify } from 'csv-stringify/sync';
import type { ItemFilter, Page, StockStore } from '../stores/stock-store.ts';
import { escapeFormula } from './cells.ts';
import { columns } from './columns.ts';

/** How a page of items is written, and what precedes the first page. */
export interface Format {
  readonly mediaType: string;
  readonly head: string;
  readonly write: (items: readonly Item[]) => string;
}

/** The formats of an export, by name. */
export const formats = {
  csv: {
    mediaType: 'text/csv; charset=utf-8',
    head: stringify([[...columns.keys()]]),
    write: (items) =>
      stringify(items.map((item) => [...columns.values()].map(({ write }) => cellOf(write(item))))),
  },
  ndjson: {
    mediaType: 'application/x-ndjson',
    head: '',
    write: (items) => items.map((item) => `${JSON.stringify(item)}\n`).join(''),
  },
} as const satisfies Record<string, Format>;

const pageSize = 200;

/**
 * Exports items page by page, as fast as the consumer reads. Without `archived` in the filter,
 * archived items come last.
 *
 * @returns the text, once the first page was read, so that an error of the store is reported before
 * the response begins
 */
export async function exportItems(
  store: StockStore,
  { archived, ...filter }: ItemFilter,
  { head, write }: Format,
): Promise<AsyncGenerator<string>> {
  const [first = false, ...others] = archived === undefined ? [false, true] : [archived];
  const readPage = (archived: boolean, cursor?: string) =>
    store.listItems({ ...filter, archived, sort: 'sku' }, { limit: pageSize, cursor });
  const firstPage = await readPage(first);

  async function* pagesFrom(archived: boolean, start: Page<Item>): AsyncGenerator<string> {
    for (
      let { entries, nextCursor } = start;
      ;
      { entries, nextCursor } = await readPage(archived, nextCursor)
    ) {
      if (entries.length > 0) yield write(entries);
      if (nextCursor === null) return;
    }
  }
  return (async function* text() {
    if (head) yield head;
    yield* pagesFrom(first, firstPage);
    for (const other of others) yield* pagesFrom(other, await readPage(other));
  })();
}

const cellOf = (value: string | number | boolean): string =>
  typeof value === 'string' ? escapeFormula(value) : String(value);
