import { expect, test } from 'vitest';
import { fingerprint } from '../../src/domain/fingerprint.ts';

test('a fingerprint does not depend on the order of fields', () => {
  expect(fingerprint('receive', { sku: 'A', quantity: 1 })).toBe(
    fingerprint('receive', { quantity: 1, sku: 'A' }),
  );
});

test('a fingerprint depends on the body and the operation', () => {
  const prints = [
    fingerprint('receive', { sku: 'A', quantity: 1 }),
    fingerprint('receive', { sku: 'A', quantity: 2 }),
    fingerprint('issue', { sku: 'A', quantity: 1 }),
    fingerprint('receive', { sku: 'A', quantity: 1, reason: '' }),
  ];
  expect(new Set(prints).size).toBe(prints.length);
});
