import { expect, test } from 'vitest';
import { changedFields, patchOf } from '../../src/item/changed-fields.ts';
import { itemFieldsFrom } from '../../src/items/item-fields.tsx';

const before = {
  ...itemFieldsFrom(new FormData()),
  name: 'Bolt',
  description: '',
  category: 'Fasteners',
  tags: ['metric'],
  barcode: null,
  unit: 'piece',
  price: { amount: 12, currency: 'EUR' },
  reorderPoint: 10,
  reorderQuantity: 100,
  attributes: { colour: 'red', length: 40 },
};

test('only what changed is sent, so that other people’s changes stay', () => {
  expect(changedFields(before, { ...before, name: 'Bolt M8', price: null })).toEqual({
    name: 'Bolt M8',
    price: null,
  });
});

test('nothing changed is nothing to send', () => {
  expect(changedFields(before, { ...before, tags: ['metric'] })).toEqual({});
});

test('attributes are the same in any order', () => {
  const after = { ...before, attributes: { length: 40, colour: 'red' } };
  expect(changedFields(before, after)).toEqual({});
  expect(patchOf(before, after)).toEqual({});
});

test('attributes are sent one by one, and those that go as null', () => {
  expect(patchOf(before, { ...before, attributes: { colour: 'blue', steel: false } })).toEqual({
    attributes: { colour: 'blue', length: null, steel: false },
  });
});
