import { describe, expect, test } from 'vitest';
import { filtersFrom, noFilters, paramsOf, queryOf } from '../../src/items/item-filters.ts';

describe('the item filters in the URL', () => {
  test('are parsed as they were written', () => {
    const filters = {
      search: 'bolt & nut',
      category: 'Fasteners',
      archived: true,
      sort: '-updatedAt',
    } as const;

    expect(filtersFrom(new URLSearchParams(paramsOf(filters).toString()))).toEqual(filters);
  });

  test('are left out if they have their default value', () => {
    expect(paramsOf(noFilters).toString()).toBe('');
    expect(queryOf(noFilters)).toEqual({});
  });

  test('are ignored if they are invalid', () => {
    const invalid = new URLSearchParams('sort=price&archived=perhaps&search=%20%20&page=7');

    expect(filtersFrom(invalid)).toEqual(noFilters);
  });
});
