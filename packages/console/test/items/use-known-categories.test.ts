import { expect, test } from 'vitest';
import { categoriesOf } from '../../src/items/use-known-categories.ts';

test('suggested categories are distinct, sorted and not empty', () => {
  const items = ['Wheels', '', 'brakes', 'Wheels', 'Äxte'].map((category) => ({ category }));
  expect(categoriesOf(items)).toEqual(['Äxte', 'brakes', 'Wheels']);
});
