import type { Movement } from '@stockroom/client';
import { expect, test } from 'vitest';
import { activityOf, startOfDay } from '../../src/reports/activity.ts';

const now = new Date(2026, 10, 21, 15, 0);

const movement = (daysAgo: number, kind: Movement['kind']) => {
  const at = startOfDay(now, daysAgo);
  at.setHours(23, 59);
  return { kind, at: at.toISOString() } as Movement;
};

test('movements are counted per local day, including days without any', () => {
  const movements = [movement(0, 'receipt'), movement(2, 'issue'), movement(2, 'count')];
  expect(activityOf(movements, startOfDay(now, 3), true, now)).toEqual([
    { at: startOfDay(now, 3), receipts: 0, issues: 0, others: 0 },
    { at: startOfDay(now, 2), receipts: 0, issues: 1, others: 1 },
    { at: startOfDay(now, 1), receipts: 0, issues: 0, others: 0 },
    { at: startOfDay(now), receipts: 1, issues: 0, others: 0 },
  ]);
});

test('a day that was loaded only in part is left out', () => {
  const movements = [movement(0, 'receipt'), movement(1, 'receipt'), movement(2, 'receipt')];
  const days = activityOf(movements, startOfDay(now, 13), false, now);
  expect(days.map(({ at }) => at)).toEqual([startOfDay(now, 1), startOfDay(now)]);
});

test('days of 23 and 25 hours count as one day', () => {
  const autumn = new Date(2026, 10, 2, 12);
  const days = activityOf([], startOfDay(autumn, 13), true, autumn);
  expect(days).toHaveLength(14);
});
