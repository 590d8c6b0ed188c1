import { expect, test } from 'vitest';
import { entityTag, versionsIn } from '../src/routes/entity-tag.ts';

test.for([
  [undefined, undefined],
  ['*', undefined],
  [entityTag(7), [7]],
  ['"7", "8"', [7, 8]],
  ['W/"7"', []],
  ['7', []],
  ['"seven"', []],
] as const)('If-Match %j allows the versions %j', ([header, versions]) => {
  expect(versionsIn(header)).toEqual(versions);
});
