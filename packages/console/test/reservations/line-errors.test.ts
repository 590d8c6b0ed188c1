import { ProblemError } from '@stockroom/client';
import { expect, test } from 'vitest';
import { lineErrors } from '../../src/reservations/line-errors.ts';

const lines = [
  { sku: 'BOLT', location: 'MAIN', quantity: 1 },
  { sku: 'NUT', location: 'SHOP', quantity: 1 },
  { sku: 'NUT', location: 'MAIN', quantity: 1 },
];

const problem = (kind: string, details: object) =>
  new ProblemError({
    type: `urn:stockroom:problem:${kind}`,
    title: 'Title',
    status: 409,
    detail: 'What is wrong.',
    ...details,
  });

test.each([
  ['insufficient-stock', { sku: 'NUT', location: 'MAIN' }, 'lines/2/quantity'],
  ['unknown-sku', { sku: 'NUT' }, 'lines/1/sku'],
  ['unknown-location', { location: 'SHOP' }, 'lines/1/location'],
  ['insufficient-stock', { sku: 'SCREW', location: 'MAIN' }, 'quantity'],
])('a problem is shown at the line it is about: %s %o', (kind, details, field) => {
  expect(lineErrors(problem(kind, details), lines)).toEqual([{ field, message: 'What is wrong.' }]);
});

test('field errors from the API keep their field', () => {
  const errors = [
    { field: 'lines/1/quantity', message: 'must be >= 1' },
    { field: 'reference', message: 'is too long' },
  ];
  expect(lineErrors(problem('invalid-request', { errors }), lines)).toEqual(errors);
});
