import { expect, test } from 'vitest';
import { categoriesOf } from '../../src/items/use-known-categories.ts';

test('categories are suggested once each and in order; none is no category', () => {
  const items = ['Wheels', '', 'brakes', 'Wheels', 'Äxte'].map((category) => ({ category }));
  expect(categoriesOf(items)).toEqual(['Äxte', 'brakes', 'Wheels']);
});
