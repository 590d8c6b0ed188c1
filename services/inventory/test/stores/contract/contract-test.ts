import { expect, test } from 'vitest';
import type { Page, PageRequest, StockStore } from '../../../src/stores/stock-store.ts';
import { context, unique } from '../../fixtures/unique.ts';

/** `test` of the contract: its tests get the shared store, and fixtures for it. */
export type ContractTest = ReturnType<typeof contractTest>;

/**
 * @param store the store, once it is open
 * @param clock the time at which its reservations expire; a test may change it
 */
export const contractTest = (store: () => StockStore, clock: { now: Date }) =>
  test
    .extend('store', store)
    /** The time at which reservations expire. */
    .extend('clock', () => clock)
    /** Creates an item and locations that no other test uses. */
    .extend('given', ({ store }) => async ({ locations = 1, onHand = 0 } = {}) => {
      const sku = unique('SKU');
      await store.createItem({ sku, name: `Item ${sku}` });
      const codes = Array.from({ length: locations }, () => unique('LOC')).sort();
      for (const code of codes) await store.createLocation({ code, name: 'Somewhere' });
      const [location = ''] = codes;
      if (onHand > 0) await store.receive({ sku, location, quantity: onHand }, context());
      return { sku, location, locations: codes };
    })
    /** Checks the invariant: levels are the sum of the ledger. */
    .extend('expectLedgerToAgree', ({ store }) => async (sku: string) => {
      const levels = await all((page) => store.listLevels(sku, page));
      const movements = await all((page) => store.listMovements({ sku }, page), 200);
      for (const { location, onHand } of levels) {
        const here = movements.filter((movement) => movement.location === location);
        expect(here.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(onHand);
        expect(here[0]?.balance).toBe(onHand);
      }
      const total = levels.reduce((sum, { onHand }) => sum + onHand, 0);
      expect((await store.getItem(sku)).stock.onHand).toBe(total);
    });

/** Reads a list to its end, page by page. */
export async function all<Entry>(
  list: (page: PageRequest) => Promise<Page<Entry>>,
  limit = 2,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Entry> = await list({ limit, cursor: cursor ?? undefined });
    expect(page.entries.length).toBeLessThanOrEqual(limit);
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return entries;
}
