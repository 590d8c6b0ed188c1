import { describe, expect } from 'vitest';
import { context } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** Receipts, issues and adjustments. */
export function stockContract(test: ContractTest): void {
  describe('a change of stock', () => {
    test('is a movement with the balance after it', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, location } = await given();
      const receipt = { sku, location, quantity: 10, reason: 'Delivery', reference: 'DN-7' };
      expect(await store.receive(receipt, context('key-of-the-receipt'))).toEqual({
        id: expect.any(String),
        kind: 'receipt',
        ...receipt,
        balance: 10,
        actor: 'tester',
        idempotencyKey: 'key-of-the-receipt',
        reservation: null,
        at: expect.stringMatching(/Z$/),
      });
      const issue = await store.issue({ sku, location, quantity: 4 }, context());
      expect(issue).toMatchObject({ kind: 'issue', quantity: -4, balance: 6, reason: '' });
      const adjustment = { sku, location, quantity: -1, reason: 'Broken' };
      expect(await store.adjust(adjustment, context())).toMatchObject({
        kind: 'adjustment',
        quantity: -1,
        balance: 5,
      });
      expect((await store.getItem(sku)).stock).toEqual({ onHand: 5, reserved: 0, available: 5 });
      await expectLedgerToAgree(sku);
    });

    test('affects only its location', async ({ store, given, expectLedgerToAgree }) => {
      const { sku, locations } = await given({ locations: 3 });
      for (const [index, location] of locations.entries()) {
        await store.receive({ sku, location, quantity: index + 1 }, context());
      }
      expect(await all((page) => store.listLevels(sku, page))).toEqual(
        locations.map((location, index) => ({
          sku,
          location,
          onHand: index + 1,
          reserved: 0,
          available: index + 1,
        })),
      );
      await expectLedgerToAgree(sku);
    });

    test('never takes more than is available, and reports what is', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, location } = await given({ onHand: 3 });
      const error = {
        kind: 'insufficient-stock',
        details: { sku, location, requested: 4, available: 3 },
        message: `4 of "${sku}" were requested at "${location}", but only 3 are available. Request at most 3, or receive more first.`,
      };
      await expect(store.issue({ sku, location, quantity: 4 }, context())).rejects.toMatchObject(
        error,
      );
      await expect(
        store.adjust({ sku, location, quantity: -4, reason: 'Lost' }, context()),
      ).rejects.toMatchObject(error);
      expect((await store.listMovements({ sku }, { limit: 10 })).entries).toHaveLength(1);
      await expectLedgerToAgree(sku);
    });

    test('takes nothing at a location where the item has never been', async ({ store, given }) => {
      const { sku, location } = await given();
      await expect(store.issue({ sku, location, quantity: 1 }, context())).rejects.toMatchObject({
        kind: 'insufficient-stock',
        details: { available: 0 },
      });
    });

    test.for(['receive', 'issue'] as const)(
      'reports the unknown item or location: %s',
      async (operation, { store, given }) => {
        const { sku, location } = await given();
        await expect(
          store[operation]({ sku: 'NO-SUCH', location, quantity: 1 }, context()),
        ).rejects.toMatchObject({ kind: 'unknown-sku', details: { sku: 'NO-SUCH' } });
        await expect(
          store[operation]({ sku, location: 'NOWHERE', quantity: 1 }, context()),
        ).rejects.toMatchObject({ kind: 'unknown-location', details: { location: 'NOWHERE' } });
      },
    );

    test('issues the last units once, to any number of concurrent requests', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, location } = await given({ onHand: 10 });
      const attempts = await Promise.allSettled(
        Array.from({ length: 40 }, () => store.issue({ sku, location, quantity: 1 }, context())),
      );
      const sold = attempts.filter(({ status }) => status === 'fulfilled');
      expect(sold).toHaveLength(10);
      expect((await store.getItem(sku)).stock.onHand).toBe(0);
      await expectLedgerToAgree(sku);
    });
  });
}
