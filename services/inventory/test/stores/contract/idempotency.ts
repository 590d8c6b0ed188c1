import { describe, expect } from 'vitest';
import { context, unique } from '../../fixtures/unique.ts';
import type { ContractTest } from './contract-test.ts';

/** Repeated commands. */
export function idempotencyContract(test: ContractTest): void {
  describe('an idempotency key', () => {
    test('is applied once and answered alike', async ({ store, given }) => {
      const { sku, location } = await given();
      const receipt = { sku, location, quantity: 5 };
      const key = unique();
      const first = await store.receive(receipt, context(key));
      await store.issue({ sku, location, quantity: 1 }, context());
      expect(await store.receive(receipt, context(key))).toEqual(first);
      expect((await store.getItem(sku)).stock.onHand).toBe(4);
    });

    test('is applied once when its repeats come at the same moment', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, location } = await given({ onHand: 1 });
      const key = unique();
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => store.issue({ sku, location, quantity: 1 }, context(key))),
      );
      expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
      await expectLedgerToAgree(sku);
    });

    test('of another request is refused, and nothing changes', async ({ store, given }) => {
      const { sku, location } = await given();
      const key = unique();
      await store.receive({ sku, location, quantity: 5 }, context(key, 'one'));
      await expect(
        store.receive({ sku, location, quantity: 6 }, context(key, 'other')),
      ).rejects.toMatchObject({ kind: 'idempotency-key-reused' });
      expect((await store.getItem(sku)).stock.onHand).toBe(5);
    });

    test('of a refused request can be tried again', async ({ store, given }) => {
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
