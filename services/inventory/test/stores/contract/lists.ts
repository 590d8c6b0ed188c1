import { describe, expect } from 'vitest';
import type { ItemFilter } from '../../../src/stores/stock-store.ts';
import { gtin, unique } from '../../fixtures/unique.ts';
import { all, type ContractTest } from './contract-test.ts';

/** Lists of items, and cursors. */
export function listContract(contractTest: ContractTest): void {
  describe('a list of items', () => {
    /** Items whose SKUs have a common prefix, by which a test finds its own. */
    const test = contractTest.extend('shelf', ({ store }) => async () => {
      const mark = unique('SHELF');
      const make = (end: string, more: object) =>
        store.createItem({ sku: `${mark}-${end}`, name: `Item ${end}`, ...more });
      await make('a', { name: 'Zebra', category: 'Animals', tags: ['wild', 'striped'] });
      await make('b', { name: 'apple', category: 'Fruit', tags: ['red'] });
      await make('c', { name: 'Ant', category: 'Animals', tags: ['wild'] });
      await make('d', { name: 'Dodo', category: 'Animals', archived: true });
      const ends = async (filter: ItemFilter) => {
        const items = await all((page) => store.listItems({ search: mark, ...filter }, page));
        return items.map(({ sku }) => sku.slice(mark.length + 1));
      };
      return { mark, ends };
    });

    test('omits archived items by default', async ({ shelf }) => {
      const { ends } = await shelf();
      expect(await ends({})).toEqual(['a', 'b', 'c']);
      expect(await ends({ archived: true })).toEqual(['d']);
    });

    test('is filtered by category and tag', async ({ shelf }) => {
      const { ends } = await shelf();
      expect(await ends({ category: 'Animals' })).toEqual(['a', 'c']);
      expect(await ends({ tag: 'wild' })).toEqual(['a', 'c']);
      expect(await ends({ category: 'Animals', tag: 'striped' })).toEqual(['a']);
      expect(await ends({ category: 'animals' })).toEqual([]);
    });

    test('is sorted by case-insensitive name, by SKU or by the last change, in both directions', async ({
      store,
      shelf,
    }) => {
      const { mark, ends } = await shelf();
      expect(await ends({ sort: 'name' })).toEqual(['c', 'b', 'a']);
      expect(await ends({ sort: '-name' })).toEqual(['a', 'b', 'c']);
      expect(await ends({ sort: '-sku' })).toEqual(['c', 'b', 'a']);
      await store.updateItem(`${mark}-a`, { description: 'changed' });
      expect((await ends({ sort: 'updatedAt' })).at(-1)).toBe('a');
      expect((await ends({ sort: '-updatedAt' }))[0]).toBe('a');
    });

    test('is also searched by barcode and tag, and by the first one or two letters of a word', async ({
      store,
      shelf,
    }) => {
      const { mark, ends } = await shelf();
      const barcode = gtin();
      await store.updateItem(`${mark}-b`, { barcode });
      expect(await ends({ search: barcode.slice(2) })).toHaveLength(1);
      expect(await ends({ search: 'STRIPED', category: 'Animals' })).not.toHaveLength(0);
      const found = async (search: string) => {
        const items = await all((page) => store.listItems({ search }, page), 200);
        return items.some(({ sku }) => sku === `${mark}-a`);
      };
      expect(await found('ze')).toBe(true);
      expect(await found('Z')).toBe(true);
      // Within a word, and with a letter that no unique mark contains.
      expect(await found('br')).toBe(false);
    });

    test('rejects the cursor of another order', async ({ store, shelf }) => {
      const { mark } = await shelf();
      const { nextCursor } = await store.listItems({ search: mark }, { limit: 1 });
      await expect(
        store.listItems({ search: mark, sort: 'name' }, { limit: 1, cursor: nextCursor ?? '' }),
      ).rejects.toMatchObject({ kind: 'malformed-cursor' });
    });
  });

  contractTest.for([
    'nonsense',
    Buffer.from('[]').toString('base64url'),
    Buffer.from('["items"]').toString('base64url'),
    Buffer.from('["items", 5]').toString('base64url'),
    Buffer.from('["locations", "A"]').toString('base64url'),
    Buffer.from('{"0": "items"}').toString('base64url'),
  ])('a cursor that does not belong to the list is rejected: %s', async (cursor, { store }) => {
    await expect(store.listItems({}, { limit: 1, cursor })).rejects.toMatchObject({
      kind: 'malformed-cursor',
    });
  });
}
