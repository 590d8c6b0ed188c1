import { expect, test } from 'vitest';
import { exportUrl } from '../../src/items/export-url.ts';
import { noFilters } from '../../src/items/item-filters.ts';

test('the export has the filters of the list, but not its sort order', () => {
  expect(exportUrl(noFilters, 'csv')).toBe('/api/v1/items/export?format=csv&archived=false');
  expect(
    exportUrl({ search: ' m8 & ', category: 'Bolts', archived: true, sort: '-name' }, 'ndjson'),
  ).toBe('/api/v1/items/export?search=m8+%26&category=Bolts&archived=true&format=ndjson');
});
