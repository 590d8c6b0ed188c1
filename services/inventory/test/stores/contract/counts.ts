import { describe, expect } from 'vitest';
import { context } from '../../fixtures/unique.ts';
import type { ContractTest } from './contract-test.ts';

/** Stock counts. */
export function countContract(test: ContractTest): void {
  describe('a stock count', () => {
    test.for([
      [10, 8, -2],
      [10, 10, 0],
      [0, 3, 3],
    ] as const)(
      'posts the difference of %i recorded and %i counted',
      async ([onHand, counted, difference], { store, given, expectLedgerToAgree }) => {
        const { sku, location } = await given({ onHand });
        const count = { sku, location, counted, reason: 'Yearly count' };
        expect(await store.count(count, context())).toMatchObject({
          expected: onHand,
          counted,
          difference,
          movement: { kind: 'count', quantity: difference, balance: counted },
        });
        expect((await store.getItem(sku)).stock.onHand).toBe(counted);
        await expectLedgerToAgree(sku);
      },
    );

    test('does not reduce the stock below what is reserved', async ({ store, given }) => {
      const { sku, location } = await given({ onHand: 5 });
      await store.reserve({ lines: [{ sku, location, quantity: 3 }] }, context());
      await expect(store.count({ sku, location, counted: 2 }, context())).rejects.toMatchObject({
        kind: 'reserved-stock',
        details: { counted: 2, reserved: 3 },
      });
      expect(await store.count({ sku, location, counted: 3 }, context())).toMatchObject({
        difference: -2,
      });
    });
  });
}
