import { describe, expect } from 'vitest';
import { context, unique } from '../../fixtures/unique.ts';
import type { ContractTest } from './contract-test.ts';

/** Retried commands. */
export function idempotencyContract(test: ContractTest): void {
  describe('an idempotency key', () => {
    test('is applied once, and a retry gets the first result', async ({ store, given }) => {
      const { sku, location } = await given();
      const receipt = { sku, location, quantity: 5 };
      const key = unique();
      const first = await store.receive(receipt, context(key));
      await store.issue({ sku, location, quantity: 1 }, context());
      expect(await store.receive(receipt, context(key))).toEqual(first);
      expect((await store.getItem(sku)).stock.onHand).toBe(4);
    });

    test('is applied once if its retries are concurrent', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, location } = await given({ onHand: 1 });
      const key = unique();
      const results = await Promise.all(
        Array.from({ length: 5 }, () => store.issue({ sku, location, quantity: 1 }, context(key))),
      );
      expect(new Set(results.map(({ id }) => id)).size).toBe(1);
      await expectLedgerToAgree(sku);
    });

    test('of a different request is rejected, and nothing changes', async ({ store, given }) => {
      const { sku, location } = await given();
      const key = unique();
      await store.receive({ sku, location, quantity: 5 }, context(key, 'one'));
      await expect(
        store.receive({ sku, location, quantity: 6 }, context(key, 'other')),
      ).rejects.toMatchObject({ kind: 'idempotency-key-reused' });
      expect((await store.getItem(sku)).stock.onHand).toBe(5);
    });

    test('of a failed request can be used again', async ({ store, given }) => {
      const { sku, location } = await given();
      const key = unique();
      const issue = { sku, location, quantity: 1 };
      await expect(store.issue(issue, context(key))).rejects.toMatchObject({
        kind: 'insufficient-stock',
      });
      await store.receive({ sku, location, quantity: 1 }, context());
      expect(await store.issue(issue, context(key))).toMatchObject({ balance: 0 });
    });
  });
}
