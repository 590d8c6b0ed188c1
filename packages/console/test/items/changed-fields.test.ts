import { expect, test } from 'vitest';
import { changedFields, patchOf } from '../../src/items/changed-fields.ts';
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

test('only changed fields are sent, so that other users’ changes are kept', () => {
  expect(changedFields(before, { ...before, name: 'Bolt M8', price: null })).toEqual({
    name: 'Bolt M8',
    price: null,
  });
});

test('without changes, nothing is sent', () => {
  expect(changedFields(before, { ...before, tags: ['metric'] })).toEqual({});
});

test('the order of attributes does not matter', () => {
  const after = { ...before, attributes: { length: 40, colour: 'red' } };
  expect(changedFields(before, after)).toEqual({});
  expect(patchOf(before, after)).toEqual({});
});

test('attributes are sent one by one, removed ones as null', () => {
  expect(patchOf(before, { ...before, attributes: { colour: 'blue', steel: false } })).toEqual({
    attributes: { colour: 'blue', length: null, steel: false },
  });
});
