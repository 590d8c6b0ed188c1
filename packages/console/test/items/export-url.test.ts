import { expect, test } from 'vitest';
import { exportPath } from '../../src/items/export-url.ts';
import { noFilters } from '../../src/items/item-filters.ts';

test('the export holds what the list shows, in no special order', () => {
  expect(exportPath(noFilters, 'csv')).toBe('/api/v1/items/export?format=csv&archived=false');
  expect(
    exportPath({ search: ' m8 & ', category: 'Bolts', archived: true, sort: '-name' }, 'ndjson'),
  ).toBe('/api/v1/items/export?search=m8+%26&category=Bolts&archived=true&format=ndjson');
});
