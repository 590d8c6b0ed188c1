import { expect, test } from 'vitest';
import { parseEntry } from '../../src/scan/scan-entry.ts';

const pressedEvery = (milliseconds: number, keys: number) =>
  Array.from({ length: keys }, (_, index) => index * milliseconds);

test('a few digits typed by hand are a quantity', () => {
  expect(parseEntry({ text: '12', pressedAt: pressedEvery(120, 3) })).toEqual({
    kind: 'quantity',
    quantity: 12,
  });
});

test('the same digits from a scanner are a code', () => {
  expect(parseEntry({ text: '1044', pressedAt: pressedEvery(4, 5) })).toEqual({
    kind: 'code',
    code: '1044',
  });
});

test('a GTIN typed by hand is a code', () => {
  expect(parseEntry({ text: ' 4006381333931 ', pressedAt: pressedEvery(200, 14) })).toEqual({
    kind: 'code',
    code: '4006381333931',
  });
});
