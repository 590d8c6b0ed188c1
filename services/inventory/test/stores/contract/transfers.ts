import { describe, expect } from 'vitest';
import { context, unique } from '../../fixtures/unique.ts';
import type { ContractTest } from './contract-test.ts';

/** Transfers between locations. */
export function transferContract(test: ContractTest): void {
  describe('a transfer', () => {
    test('is two movements under one key, and does not change the total', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, locations } = await given({ locations: 2, onHand: 10 });
      const [from = '', to = ''] = locations;
      const moved = { sku, from, to, quantity: 4, reason: 'Refill', reference: 'T-1' };
      const transfer = await store.transfer(moved, context('transfer-1'));
      expect(transfer.out).toMatchObject({
        kind: 'transfer',
        location: from,
        quantity: -4,
        balance: 6,
        reason: 'Refill',
        reference: 'T-1',
        idempotencyKey: 'transfer-1',
      });
      expect(transfer.in).toMatchObject({
        kind: 'transfer',
        location: to,
        quantity: 4,
        balance: 4,
        idempotencyKey: 'transfer-1',
      });
      expect(await store.transfer(moved, context('transfer-1'))).toEqual(transfer);
      expect((await store.getItem(sku)).stock.onHand).toBe(10);
      await expectLedgerToAgree(sku);
    });

    test('that fails changes neither location', async ({ store, given, expectLedgerToAgree }) => {
      const { sku, locations } = await given({ locations: 2, onHand: 3 });
      const [from = '', to = ''] = locations;
      await expect(store.transfer({ sku, from, to, quantity: 4 }, context())).rejects.toMatchObject(
        { kind: 'insufficient-stock', details: { available: 3 } },
      );
      await expect(
        store.transfer({ sku, from, to: 'NOWHERE', quantity: 1 }, context()),
      ).rejects.toMatchObject({ kind: 'unknown-location', details: { location: 'NOWHERE' } });
      await expect(
        store.transfer({ sku, from, to: from, quantity: 1 }, context()),
      ).rejects.toMatchObject({ kind: 'same-location' });
      expect((await store.getItem(sku)).stock.onHand).toBe(3);
      await expectLedgerToAgree(sku);
    });

    test('of an unknown item to the same location reports the item', async ({ store, given }) => {
      const { location } = await given();
      const lost = { sku: unique('SKU'), from: location, to: location, quantity: 1 };
      await expect(store.transfer(lost, context())).rejects.toMatchObject({
        kind: 'unknown-sku',
        details: { sku: lost.sku },
      });
    });

    test('and its concurrent return never block each other', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, locations } = await given({ locations: 2, onHand: 20 });
      const [one = '', other = ''] = locations;
      await store.transfer({ sku, from: one, to: other, quantity: 10 }, context());
      await Promise.all(
        Array.from({ length: 10 }, (_, index) => {
          const [from, to] = index % 2 === 0 ? [one, other] : [other, one];
          return store.transfer({ sku, from, to, quantity: 1 }, context());
        }),
      );
      await expectLedgerToAgree(sku);
    });
  });
}
