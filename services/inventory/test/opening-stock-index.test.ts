import { expect, test } from 'vitest';
import { OpeningStockIndex } from '../src/transfer/opening-stock-index.ts';

test('the first row of an item and location is indexed, up to a limit', () => {
  const places = new OpeningStockIndex(2);
  expect(places.firstRow('A', 'MAIN', 1)).toBeUndefined();
  expect(places.firstRow('A', 'SHOP', 2)).toBeUndefined();
  expect(places.firstRow('A', 'MAIN', 3)).toBe(1);
  expect(places.firstRow('B', 'MAIN', 4)).toBeUndefined();
  expect(places.firstRow('B', 'MAIN', 5), 'nothing more is remembered').toBeUndefined();
  expect(places.firstRow('A', 'SHOP', 6)).toBe(2);
});
