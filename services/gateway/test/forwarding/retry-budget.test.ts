import { expect, test } from 'vitest';
import { RetryBudget } from '../../src/forwarding/retry-budget.ts';

test('one in ten requests can be retried, once the reserve is used up', () => {
  const budget = new RetryBudget(0.1);
  let retries = 0;
  for (let count = 0; count < 1000; count += 1) {
    budget.earn();
    if (budget.spend()) retries += 1;
  }
  expect(retries).toBeGreaterThanOrEqual(100);
  expect(retries).toBeLessThanOrEqual(110);
});
