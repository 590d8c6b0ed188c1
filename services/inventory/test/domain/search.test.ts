import { expect, test } from 'vitest';
import { searchFor, searchKeys } from '../../src/domain/search.ts';

/** Whether a search finds a text, as every store decides it. */
function finds(search: string, text: string): boolean {
  const { keys, part } = searchFor(search);
  const found = searchKeys(text.toLowerCase());
  return keys.every((key) => found.includes(key)) && text.toLowerCase().includes(part);
}

test.for([
  ['bolt', 'BOLT-M8-40\nBolt, stainless', true],
  ['m8-4', 'BOLT-M8-40', true],
  ['LESS', 'Bolt, stainless', true],
  ['m8', 'BOLT-M8-40', true],
  ['m', 'BOLT-M8-40', true],
  ['ol', 'BOLT-M8-40', false],
  ['bolts', 'BOLT-M8-40', false],
  ['tlo', 'BOLT-M8-40', false],
  ['ü', 'Über', true],
  ['🚲 b', 'a 🚲 bell', true],
] as const)('%j in %j: %j', ([search, text, found]) => {
  expect(finds(search, text)).toBe(found);
});
