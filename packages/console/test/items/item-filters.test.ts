import { describe, expect, test } from 'vitest';
import { filtersFrom, noFilters, paramsOf, queryOf } from '../../src/items/item-filters.ts';

describe('the filters in the address', () => {
  test('come back as they were written', () => {
    const filters = {
      search: 'bolt & nut',
      category: 'Fasteners',
      archived: true,
      sort: '-updatedAt',
    } as const;

    expect(filtersFrom(new URLSearchParams(paramsOf(filters).toString()))).toEqual(filters);
  });

  test('leave the address bare where they filter nothing', () => {
    expect(paramsOf(noFilters).toString()).toBe('');
    expect(queryOf(noFilters)).toEqual({});
  });

  test('mean nothing where somebody typed nonsense', () => {
    const nonsense = new URLSearchParams('sort=price&archived=perhaps&search=%20%20&page=7');

    expect(filtersFrom(nonsense)).toEqual(noFilters);
  });
});
