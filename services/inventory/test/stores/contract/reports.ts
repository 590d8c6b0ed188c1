import { describe, expect } from 'vitest';
import { context } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** Reports on the whole inventory. */
export function reportContract(test: ContractTest): void {
  describe('a report', () => {
    test('of low stock suggests orders', async ({ store, given }) => {
      const { sku, location } = await given({ onHand: 10 });
      const low = async () =>
        (await all((page) => store.listLowStock(page), 100)).find((item) => item.sku === sku);
      expect(await low()).toBeUndefined();
      await store.updateItem(sku, { reorderPoint: 8, reorderQuantity: 5 });
      expect(await low()).toBeUndefined();
      await store.reserve({ lines: [{ sku, location, quantity: 8 }] }, context());
      expect(await low()).toEqual({
        sku,
        name: `Item ${sku}`,
        unit: 'piece',
        available: 2,
        reorderPoint: 8,
        reorderQuantity: 5,
        suggestedOrder: 10,
      });
      await store.receive({ sku, location, quantity: 7 }, context());
      expect(await low()).toBeUndefined();
    });

    test('of the value sums the stock on hand, per currency', async ({ store, given }) => {
      const valueIn = async (currency: string) =>
        (await store.valuation()).find((value) => value.currency === currency);
      for (const [onHand, amount] of [
        [3, 250],
        [2, 1000],
        [0, 9999],
      ] as const) {
        const { sku } = await given({ onHand });
        await store.updateItem(sku, { price: { amount, currency: 'XTS' } });
      }
      expect(await valueIn('XTS')).toEqual({ currency: 'XTS', amount: 2750, items: 2, units: 5 });
    });

    test('of totals adds up', async ({ store, given }) => {
      const before = await store.totals();
      const { sku, location } = await given({ onHand: 10 });
      await store.updateItem(sku, { reorderPoint: 20 });
      await store.reserve({ lines: [{ sku, location, quantity: 4 }] }, context());
      const after = await store.totals();
      const added = Object.fromEntries(
        Object.entries(after).map(([name, value]) => [
          name,
          value - before[name as keyof typeof before],
        ]),
      );
      expect(added).toEqual({
        items: 1,
        archivedItems: 0,
        locations: 1,
        onHand: 10,
        reserved: 4,
        available: 6,
        lowStock: 1,
        activeReservations: 1,
      });
    });
  });
}
