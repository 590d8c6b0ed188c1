import { describe, expect } from 'vitest';
import type { MovementFilter } from '../../../src/stores/stock-store.ts';
import { context } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** The list of movements. */
export function ledgerContract(test: ContractTest): void {
  describe('the ledger', () => {
    test('is listed newest first, page by page, each movement once', async ({ store, given }) => {
      const { sku, location } = await given();
      for (let quantity = 1; quantity <= 5; quantity += 1) {
        await store.receive({ sku, location, quantity }, context());
      }
      const listed = await all((page) => store.listMovements({ sku }, page));
      expect(listed.map(({ quantity }) => quantity)).toEqual([5, 4, 3, 2, 1]);
      expect(new Set(listed.map(({ id }) => id)).size).toBe(5);
    });

    test('is filtered by location, kind and time', async ({ store, given }) => {
      const { sku, locations } = await given({ locations: 2 });
      const [here = '', there = ''] = locations;
      await store.receive({ sku, location: here, quantity: 10 }, context());
      const { at } = await store.issue({ sku, location: here, quantity: 1 }, context());
      await store.transfer({ sku, from: here, to: there, quantity: 2 }, context());
      const quantities = async (filter: MovementFilter) =>
        (await all((page) => store.listMovements(filter, page))).map(({ quantity }) => quantity);
      expect(await quantities({ location: there })).toEqual([2]);
      expect(await quantities({ location: here })).toEqual([-2, -1, 10]);
      expect(await quantities({ sku, kind: 'issue' })).toEqual([-1]);
      expect(await quantities({ sku, until: new Date(at) })).not.toContain(-1);
      expect(await quantities({ sku, since: new Date(at) })).toContain(-1);
      expect(await quantities({ sku, since: new Date('2100-01-01T00:00:00Z') })).toEqual([]);
    });

    test('of an unknown item is rejected', async ({ store }) => {
      await expect(store.listMovements({ sku: 'NO-SUCH' }, { limit: 1 })).rejects.toMatchObject({
        kind: 'unknown-sku',
      });
      await expect(store.listLevels('NO-SUCH', { limit: 1 })).rejects.toMatchObject({
        kind: 'unknown-sku',
      });
    });
  });
}
