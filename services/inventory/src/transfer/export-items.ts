import type { Item } from '@stockroom/client/contract';
import { stringify } from 'csv-stringify/sync';
import type { ItemFilter, Page, StockStore } from '../stores/stock-store.ts';
import { escapeFormula } from './cells.ts';
import { columns } from './columns.ts';

/** How a page of items is written, and what comes before the first. */
export interface Format {
  readonly mediaType: string;
  readonly head: string;
  readonly write: (items: readonly Item[]) => string;
}

/** The formats of an export, by their names. */
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
 * Writes items page by page, as fast as somebody reads them. Where the filter does not say whether
 * they are archived, those that are come last.
 *
 * @returns resolves with the text once the first page was read, so that a store that cannot answer
 * is told before anything is written
 */
export async function exportItems(
  store: StockStore,
  { archived, ...filter }: ItemFilter,
  { head, write }: Format,
): Promise<AsyncGenerator<string>> {
  const [first = false, ...others] = archived === undefined ? [false, true] : [archived];
  const page = (of: boolean, cursor?: string) =>
    store.listItems({ ...filter, archived: of, sort: 'sku' }, { limit: pageSize, cursor });
  const beginning = await page(first);

  async function* rest(of: boolean, begun: Page<Item>): AsyncGenerator<string> {
    for (
      let { entries, nextCursor } = begun;
      ;
      { entries, nextCursor } = await page(of, nextCursor)
    ) {
      if (entries.length > 0) yield write(entries);
      if (nextCursor === null) return;
    }
  }
  return (async function* text() {
    if (head) yield head;
    yield* rest(first, beginning);
    for (const other of others) yield* rest(other, await page(other));
  })();
}

const cellOf = (value: string | number | boolean): string =>
  typeof value === 'string' ? escapeFormula(value) : String(value);
