import { describe, expect } from 'vitest';
import { gtin, unique } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** Items, their barcodes and attributes. */
export function itemContract(test: ContractTest): void {
  describe('items', () => {
    test('are created with defaults, and read back as they were', async ({ store }) => {
      const sku = unique('SKU');
      const created = await store.createItem({ sku, name: 'Bolt' });
      expect(created).toEqual({
        sku,
        name: 'Bolt',
        description: '',
        category: '',
        tags: [],
        unit: 'piece',
        barcode: null,
        attributes: {},
        archived: false,
        price: null,
        reorderPoint: 0,
        reorderQuantity: 0,
        version: 1,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        updatedAt: created.createdAt,
        stock: { onHand: 0, reserved: 0, available: 0 },
      });
      expect(await store.getItem(sku)).toEqual(created);
    });

    test('keep every field, up to the largest numbers and any text', async ({ store }) => {
      const fields = {
        sku: unique('SKU'),
        name: `Ünï "quoted" 'text' 🚲 \\ %_`,
        description: 'line\nline',
        category: 'Fasteners',
        tags: ['a,b', '{c}', 'd"e', 'NULL'],
        unit: 'm²',
        barcode: gtin(),
        attributes: { colour: 'red', 'weight in g': 12.5, fragile: true },
        archived: true,
        price: { amount: 1e15, currency: 'EUR' },
        reorderPoint: 1e9,
        reorderQuantity: 1e9,
      };
      await store.createItem(fields);
      expect(await store.getItem(fields.sku)).toMatchObject(fields);
    });

    test('cannot be created twice, even concurrently', async ({ store }) => {
      const sku = unique('SKU');
      const attempts = await Promise.allSettled(
        Array.from({ length: 5 }, () => store.createItem({ sku, name: 'Bolt' })),
      );
      const rejected = attempts.filter((attempt) => attempt.status === 'rejected');
      expect(rejected).toHaveLength(4);
      for (const { reason } of rejected) {
        expect(reason).toMatchObject({
          name: 'DomainError',
          kind: 'duplicate-sku',
          details: { sku },
        });
      }
    });

    test('that do not exist are reported by SKU', async ({ store }) => {
      await expect(store.getItem('NO-SUCH')).rejects.toMatchObject({
        kind: 'unknown-sku',
        message: expect.stringContaining('"NO-SUCH"'),
      });
      await expect(store.updateItem('NO-SUCH', { name: 'x' })).rejects.toMatchObject({
        kind: 'unknown-sku',
      });
    });

    test('change only the fields of the patch, and increment their version', async ({
      store,
      given,
    }) => {
      const { sku } = await given({ onHand: 3 });
      const priced = await store.updateItem(sku, { price: { amount: 5, currency: 'EUR' } });
      expect(priced).toMatchObject({ version: 2, price: { amount: 5 }, name: `Item ${sku}` });
      const renamed = await store.updateItem(sku, { name: 'Other', price: null });
      expect(renamed).toMatchObject({ version: 3, price: null, name: 'Other' });
      expect(renamed.stock.onHand).toBe(3);
    });

    test('change only at the version that the caller read', async ({ store, given }) => {
      const { sku } = await given();
      await store.updateItem(sku, { name: 'Second' }, [1]);
      await expect(store.updateItem(sku, { name: 'Third' }, [1])).rejects.toMatchObject({
        kind: 'version-mismatch',
        details: { sku, currentVersion: 2 },
      });
      await store.updateItem(sku, { name: 'Third' }, [1, 2]);
      expect(await store.getItem(sku)).toMatchObject({ name: 'Third', version: 3 });
    });

    test('lose no change when two callers change one concurrently', async ({ store, given }) => {
      const { sku } = await given();
      await Promise.all([
        store.updateItem(sku, { name: 'Renamed' }),
        store.updateItem(sku, { category: 'Moved' }),
      ]);
      expect(await store.getItem(sku)).toMatchObject({
        name: 'Renamed',
        category: 'Moved',
        version: 3,
      });
    });

    test('are listed by SKU, page by page, each once', async ({ store }) => {
      const prefix = unique('LIST');
      const skus = ['b', 'a', 'C', 'd', 'B'].map((letter) => `${prefix}-${letter}`);
      for (const sku of skus) await store.createItem({ sku, name: 'Listed' });
      const listed = await all((page) => store.listItems({ search: prefix }, page));
      expect(listed.map(({ sku }) => sku)).toEqual([...skus].sort());
    });

    test('are found by a literal part of the SKU or the name, in any case', async ({ store }) => {
      const mark = unique('find');
      await store.createItem({ sku: unique('SKU'), name: `50% ${mark}_x` });
      const found = async (search: string) =>
        (await store.listItems({ search }, { limit: 10 })).entries.length;
      expect(await found(mark.toUpperCase())).toBe(1);
      expect(await found(`% ${mark}`)).toBe(1);
      expect(await found(`${mark}%x`)).toBe(0);
      expect(await found(`${mark.slice(0, -1)}_`)).toBe(0);
    });
  });

  describe('barcodes', () => {
    test('identify one item each, in any length', async ({ store }) => {
      const [first, second, barcode] = [unique('SKU'), unique('SKU'), gtin()];
      await store.createItem({ sku: first, name: 'First', barcode });
      const again = { kind: 'duplicate-barcode', details: { barcode: `0${barcode}` } };
      await expect(
        store.createItem({ sku: second, name: 'Second', barcode: `0${barcode}` }),
      ).rejects.toMatchObject(again);
      await store.createItem({ sku: second, name: 'Second' });
      await expect(store.updateItem(second, { barcode: `0${barcode}` })).rejects.toMatchObject(
        again,
      );
      await store.updateItem(first, { barcode: null });
      expect(await store.updateItem(second, { barcode })).toMatchObject({ barcode });
    });

    test('require the right check digit', async ({ store }) => {
      const sku = unique('SKU');
      await expect(
        store.createItem({ sku, name: 'Pen', barcode: '4006381333930' }),
      ).rejects.toMatchObject({ kind: 'invalid-barcode' });
      await expect(store.getItem(sku)).rejects.toMatchObject({ kind: 'unknown-sku' });
    });
  });

  describe('attributes', () => {
    test('are merged by a patch, which removes those set to null', async ({ store }) => {
      const sku = unique('SKU');
      await store.createItem({ sku, name: 'Shirt', attributes: { colour: 'red', size: 38 } });
      const patched = await store.updateItem(sku, {
        attributes: { colour: null, organic: true },
      });
      expect(patched.attributes).toEqual({ size: 38, organic: true });
    });
  });
}
