import type { Movement } from '@stockroom/client';
import { expect, test } from 'vitest';
import { stockOverTime } from '../../src/items/stock-over-time.ts';

const movement = (
  minute: number,
  quantity: number,
  idempotencyKey = `key-${minute}`,
): Movement => ({
  id: `movement-${minute}-${quantity}`,
  kind: 'receipt',
  sku: 'BOLT',
  location: 'MAIN',
  quantity,
  balance: 0,
  reason: '',
  reference: '',
  actor: 'user@example.com',
  idempotencyKey,
  reservation: null,
  at: new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString(),
});

const levels = (points: ReturnType<typeof stockOverTime>) =>
  points.map(({ at, onHand }) => [at.getUTCMinutes(), onHand]);

test('stock over time is computed backwards from the current stock', () => {
  const newestFirst = [movement(3, -4), movement(2, 10), movement(1, 5)];

  expect(levels(stockOverTime(11, newestFirst))).toEqual([
    [1, 5],
    [2, 15],
    [3, 11],
  ]);
});

test('stock over time is correct if only the latest movements are loaded', () => {
  expect(levels(stockOverTime(11, [movement(3, -4)]))).toEqual([[3, 11]]);
});

test('a transfer is one point that does not change the total', () => {
  const newestFirst = [movement(2, 6, 'transfer'), movement(2, -6, 'transfer'), movement(1, 20)];

  expect(levels(stockOverTime(20, newestFirst))).toEqual([
    [1, 20],
    [2, 20],
  ]);
});
