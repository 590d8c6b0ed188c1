import { expect, test } from 'vitest';
import { changedFields } from '../../src/item/changed-fields.ts';

const before = {
  name: 'Bolt',
  description: '',
  category: 'Fasteners',
  tags: ['metric'],
  barcode: null,
  unit: 'piece',
  price: { amount: 12, currency: 'EUR' },
  reorderPoint: 10,
  reorderQuantity: 100,
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
