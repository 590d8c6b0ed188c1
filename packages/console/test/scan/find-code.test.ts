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
    api: {
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

test('a GTIN finds its item, with or without leading zeros', async () => {
  expect(await find('036000291452')).toBe('TYRE');
  expect(await find('0036000291452')).toBe('TYRE');
});

test('part of a GTIN finds nothing', async () => {
  expect(await find('60002914')).toBeUndefined();
});

test('a SKU finds its item, unless a location has the same code', async () => {
  expect(await find('CASE-OF-TYRES')).toBe('CASE-OF-TYRES');
  expect(await findCode('MAIN', source())).toMatchObject({ kind: 'location' });
});

test('a code that is not a valid SKU is not requested', async () => {
  expect(await findCode('https://example.com/?a=b', source())).toBeUndefined();
});

function source(): Parameters<typeof findCode>[1] {
  const fail = async () => {
    throw new Error('unexpected request');
  };
  return { locations: async () => locations, api: { getItem: fail, listItems: fail } };
}
