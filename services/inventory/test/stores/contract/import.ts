import { describe, expect } from 'vitest';
import type { ImportedFields } from '../../../src/transfer/columns.ts';
import { importItems } from '../../../src/transfer/import-items.ts';
import { emptyResult } from '../../../src/transfer/import-result.ts';
import { context, gtin, unique } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** The bulk operations of imports. */
export function importContract(test: ContractTest): void {
  describe('bulk operations', () => {
    test('create items that are found by SKU, and by barcode of any length', async ({
      store,
      given,
    }) => {
      const [one, other, barcode] = [unique('SKU'), unique('SKU'), gtin()];
      await store.saveItems([
        { create: { sku: one, name: 'One' } },
        {
          create: { sku: other, name: 'Other', barcode, price: { amount: 1, currency: 'EUR' } },
        },
      ]);
      expect(await store.getItem(other)).toMatchObject({ barcode, version: 1 });
      const { location } = await given();
      const found = await store.find({
        skus: [one, unique('SKU')],
        barcodes: [`0${barcode}`],
        locations: [location, unique('LOC')],
      });
      expect(found.items.map(({ sku }) => sku).sort()).toEqual([one, other].sort());
      expect(found.locations).toEqual([location]);
    });

    test('change items together with new ones, without changing their stock', async ({
      store,
      given,
    }) => {
      const { sku: one } = await given({ onHand: 3 });
      const [other, fresh, barcode] = [unique('SKU'), unique('SKU'), gtin()];
      await store.createItem({ sku: other, name: 'Other', barcode, attributes: { a: 1, b: 2 } });
      await store.saveItems([
        { create: { sku: fresh, name: 'Fresh', barcode } },
        { sku: one, patch: { name: 'First', reorderPoint: 5 } },
        { sku: other, patch: { barcode: null, attributes: { a: null, c: 3 } } },
      ]);
      expect(await store.getItem(one)).toMatchObject({
        name: 'First',
        reorderPoint: 5,
        version: 2,
        stock: { onHand: 3 },
      });
      expect(await store.getItem(other)).toMatchObject({
        name: 'Other',
        barcode: null,
        attributes: { b: 2, c: 3 },
        version: 2,
      });
      expect(await store.getItem(fresh)).toMatchObject({ barcode, version: 1 });
      const low = await all((page) => store.listLowStock(page), 200);
      expect(low.map(({ sku }) => sku)).toContain(one);
    });

    test('accept hundreds of items at once', async ({ store, given }) => {
      const { location } = await given();
      const skus = Array.from({ length: 300 }, () => unique('MANY'));
      await store.saveItems(skus.map((sku) => ({ create: { sku, name: 'New' } })));
      await store.saveItems(skus.map((sku) => ({ sku, patch: { name: 'Changed' } })));
      const receipts = skus.map((sku, index) => {
        return { receipt: { sku, location, quantity: index + 1 }, context: context() };
      });
      await store.receiveAll(receipts);
      await store.receiveAll(receipts);
      const { items } = await store.find({ skus, barcodes: [], locations: [] });
      const bySku = new Map(items.map((item) => [item.sku, item]));
      expect(skus.map((sku) => bySku.get(sku)?.stock.onHand)).toEqual(
        skus.map((_, index) => index + 1),
      );
      expect(new Set(items.map(({ name, version }) => `${name} ${version}`))).toEqual(
        new Set(['Changed 2']),
      );
    });

    test('save all items or none', async ({ store, given }) => {
      const barcode = gtin();
      const fresh = { create: { sku: unique('SKU'), name: 'Fresh' } };
      const { sku } = await given();
      for (const [others, kind] of [
        [[{ create: { sku, name: 'There' } }], 'duplicate-sku'],
        [[{ sku: unique('SKU'), patch: { name: 'Lost' } }], 'unknown-sku'],
        [
          ['A', 'B'].map((name) => ({ create: { sku: unique(name), name, barcode } })),
          'duplicate-barcode',
        ],
        [
          [{ create: { sku: unique('SKU'), name: 'A', barcode } }, { sku, patch: { barcode } }],
          'duplicate-barcode',
        ],
      ] as const) {
        await expect(store.saveItems([...others, fresh])).rejects.toMatchObject({ kind });
        await expect(store.getItem(fresh.create.sku)).rejects.toMatchObject({
          kind: 'unknown-sku',
        });
        expect(await store.getItem(sku)).toMatchObject({ version: 1, barcode: null });
      }
    });

    test('receive goods once per key, all or none', async ({
      store,
      given,
      expectLedgerToAgree,
    }) => {
      const { sku, locations } = await given({ locations: 2 });
      const [first = '', second = ''] = locations;
      const receipt = (location: string, quantity: number) => ({ sku, location, quantity });
      const one = { receipt: receipt(first, 3), context: context() };
      const other = { receipt: receipt(second, 4), context: context() };
      await store.receiveAll([one]);
      await store.receiveAll([one, other]);
      await store.receiveAll([one, other]);
      expect((await store.receive(other.receipt, other.context)).balance).toBe(4);

      const lost = { receipt: receipt(unique('LOC'), 1), context: context() };
      const third = { receipt: receipt(first, 1), context: context() };
      await expect(store.receiveAll([third, lost])).rejects.toMatchObject({
        kind: 'unknown-location',
      });
      const { idempotencyKey } = one.context;
      const reused = { receipt: receipt(first, 9), context: context(idempotencyKey, 'other') };
      await expect(store.receiveAll([reused])).rejects.toMatchObject({
        kind: 'idempotency-key-reused',
      });
      expect((await store.getItem(sku)).stock.onHand).toBe(7);
      await expectLedgerToAgree(sku);
    });

    test('post the opening stock of a corrected file once, wherever its rows are', async ({
      store,
      given,
    }) => {
      const { location } = await given();
      const idempotencyKey = unique('import');
      const imported = async (rows: readonly ImportedFields[]) => {
        const result = emptyResult(false);
        async function* read() {
          for (const [index, fields] of rows.entries()) yield { row: index + 1, fields };
        }
        await importItems(
          store,
          read(),
          { dryRun: false, idempotencyKey, actor: 'tester' },
          result,
        );
        return result;
      };
      const skus = ['A', 'B', 'C', 'D', 'E'].map((name) => unique(name));
      const rows = skus.map((sku, index) => {
        const openingStock = { location, quantity: index + 1 };
        return { sku, name: 'Opened', openingStock };
      });
      const levels = async () => {
        const { items } = await store.find({ skus, barcodes: [], locations: [] });
        const onHand = new Map(items.map(({ sku, stock }) => [sku, stock.onHand]));
        return skus.map((sku) => onHand.get(sku));
      };
      const wrong = rows.with(2, { ...rows[2], barcode: 'none' } as never);
      expect((await imported(wrong)).errors).toMatchObject([{ row: 3, field: 'barcode' }]);
      expect(await imported(rows.toSpliced(2, 1))).toMatchObject({ rows: 4, failed: 0 });
      expect(await levels()).toEqual([1, 2, undefined, 4, 5]);
      expect(await imported(rows.toReversed())).toMatchObject({ created: 1, failed: 0 });
      expect(await levels()).toEqual([1, 2, 3, 4, 5]);
    });
  });
}
