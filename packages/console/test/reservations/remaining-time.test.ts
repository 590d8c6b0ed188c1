import { expect, test } from 'vitest';
import { remainingTime } from '../../src/reservations/remaining-time.ts';

const now = new Date('2026-01-01T12:00:00Z');
const inSeconds = (seconds: number) => remainingTime(new Date(now.getTime() + seconds * 1000), now);

test.each([
  [45, 'in 45 seconds'],
  [119, 'in 119 seconds'],
  [15 * 60, 'in 15 minutes'],
  [3 * 3600, 'in 3 hours'],
  [36 * 3600, 'in 36 hours'],
  [7 * 86_400, 'in 7 days'],
  [-5, '5 seconds ago'],
])('a reservation that expires in %d s expires %s', (seconds, text) => {
  expect(inSeconds(seconds)).toBe(text);
});
