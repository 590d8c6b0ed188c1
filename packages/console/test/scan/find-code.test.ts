import { type Item, type Location, ProblemError } from '@stockroom/client';
import { expect, test } from 'vitest';
import { findCode } from '../../src/scan/find-code.ts';

const items = [
  { sku: 'TYRE', barcode: '036000291452' },
  { sku: 'CASE-OF-TYRES', barcode: '10036000291459' },
  { sku: 'MAIN', barcode: null },
] as Item[];
const locations: Location[] = [{ code: 'MAIN', name: 'Main warehouse', parent: null }];

const find = async (code: string) => {
  const found = await findCode(code, {
    locations: async () => locations,
    inventory: {
      listItems: async ({ query: { search = '', archived } = {} } = {}) => ({
        entries: archived ? [] : items.filter(({ barcode }) => barcode?.includes(search)),
        nextCursor: null,
      }),
      getItem: async ({ params: { sku } }) => {
        const item = items.find((each) => each.sku === sku);
        if (item) return item;
        throw new ProblemError({ type: 'about:blank', title: '', status: 404, detail: '' });
      },
    },
  });
  return found?.kind === 'item' ? found.item.sku : found?.location.code;
};

test('a GTIN finds its item, with or without the zeros that scanners put before it', async () => {
  expect(await find('036000291452')).toBe('TYRE');
  expect(await find('0036000291452')).toBe('TYRE');
});

test('a GTIN is never found by a part of it', async () => {
  expect(await find('60002914')).toBeUndefined();
});

test('a SKU finds its item, unless a location has the same code', async () => {
  expect(await find('CASE-OF-TYRES')).toBe('CASE-OF-TYRES');
  expect(await findCode('MAIN', source())).toMatchObject({ kind: 'location' });
});

test('what no SKU can be is not asked for', async () => {
  expect(await find('https://example.com/?a=b')).toBeUndefined();
});

function source(): Parameters<typeof findCode>[1] {
  const refuse = async () => {
    throw new Error('not to be asked');
  };
  return { locations: async () => locations, inventory: { getItem: refuse, listItems: refuse } };
}
