import { expect, test } from 'vitest';
import { sortLocations } from '../../src/locations/sort-locations.ts';

test('each warehouse is followed by its bins', () => {
  const at = (code: string, parent: string | null) => ({ code, name: code, parent });
  const sorted = sortLocations([
    at('B-2', 'SHOP'),
    at('A-2', 'MAIN'),
    at('SHOP', null),
    at('A-1', 'MAIN'),
    at('LOST', 'GONE'),
    at('MAIN', null),
  ]);
  expect(sorted.map(({ code }) => code)).toEqual(['MAIN', 'A-1', 'A-2', 'SHOP', 'B-2', 'LOST']);
});
