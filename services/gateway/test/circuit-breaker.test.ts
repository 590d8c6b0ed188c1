import { describe, expect, test } from 'vitest';
import { CircuitBreaker, type Outcome } from '../src/forwarding/circuit-breaker.ts';
import { RetryBudget } from '../src/forwarding/retry-budget.ts';

/** A breaker with a clock that the test sets. */
function breakerWithClock() {
  const clock = { milliseconds: 0 };
  const changes: string[] = [];
  const breaker = new CircuitBreaker(
    {
      minimumRequests: 10,
      failureRatio: 0.8,
      windowMilliseconds: 10_000,
      openMilliseconds: 5_000,
      onChange: (state) => changes.push(state),
    },
    () => clock.milliseconds,
  );
  const ask = (outcome: Outcome, times = 1) => {
    for (let count = 0; count < times; count += 1) breaker.admit()?.(outcome);
  };
  return { breaker, clock, changes, ask };
}

describe('a circuit', () => {
  test('opens when most of enough requests fail', () => {
    const { breaker, ask } = breakerWithClock();

    ask('failed', 9);
    expect(breaker.admit()).toBeDefined();
    ask('failed');

    expect(breaker.admit()).toBeUndefined();
    expect(breaker.retryAfterSeconds).toBe(5);
  });

  test('stays closed while one of two tasks fails', () => {
    const { breaker, ask } = breakerWithClock();
    for (let count = 0; count < 100; count += 1) {
      ask('failed');
      ask('answered');
    }
    expect(breaker.admit()).toBeDefined();
  });

  test('forgets failures that are older than its window', () => {
    const { breaker, clock, ask } = breakerWithClock();
    ask('failed', 9);
    clock.milliseconds = 11_000;
    ask('failed', 9);
    expect(breaker.admit()).toBeDefined();
  });

  test('counts neither way what says nothing about the service', () => {
    const { breaker, ask } = breakerWithClock();
    ask('undecided', 100);
    ask('failed', 9);
    expect(breaker.admit()).toBeDefined();
  });

  test('lets one probe through after its time, and closes when that is answered', () => {
    const { breaker, clock, changes, ask } = breakerWithClock();
    ask('failed', 10);
    clock.milliseconds = 5_000;

    const probe = breaker.admit();
    expect(probe).toBeDefined();
    expect(breaker.admit()).toBeUndefined();
    probe?.('answered');

    expect(breaker.admit()).toBeDefined();
    expect(changes).toEqual(['open', 'closed']);
  });

  test('stays open when the probe fails, and probes again', () => {
    const { breaker, clock, ask } = breakerWithClock();
    ask('failed', 10);
    clock.milliseconds = 5_000;
    ask('failed');
    clock.milliseconds = 9_999;
    expect(breaker.admit()).toBeUndefined();
    clock.milliseconds = 10_000;
    expect(breaker.admit()).toBeDefined();
  });

  test('takes the next request as its probe when the caller of the first left', () => {
    const { breaker, clock, ask } = breakerWithClock();
    ask('failed', 10);
    clock.milliseconds = 5_000;
    ask('undecided');
    expect(breaker.admit()).toBeDefined();
  });

  test('does not wait for a probe that takes long: after its time again, the next one probes', () => {
    const { breaker, clock, ask } = breakerWithClock();
    ask('failed', 10);
    clock.milliseconds = 5_000;
    const slow = breaker.admit();
    clock.milliseconds = 9_999;
    expect(breaker.admit()).toBeUndefined();
    expect(breaker.retryAfterSeconds).toBe(1);

    clock.milliseconds = 10_000;
    ask('answered');
    expect(breaker.admit()).toBeDefined();

    ask('failed', 10);
    slow?.('answered');
    expect(breaker.admit()).toBeUndefined();
  });

  test('is not opened again by requests from before it opened that end late', () => {
    const { breaker, clock, ask } = breakerWithClock();
    const late = Array.from({ length: 50 }, () => breaker.admit());
    ask('failed', 10);
    clock.milliseconds = 5_000;
    ask('answered');
    for (const report of late) report?.('failed');
    expect(breaker.admit()).toBeDefined();
  });
});

describe('the budget of repetitions', () => {
  test('is one in ten requests, once the reserve is used up', () => {
    const budget = new RetryBudget(0.1);
    let repeated = 0;
    for (let count = 0; count < 1000; count += 1) {
      budget.earn();
      if (budget.spend()) repeated += 1;
    }
    expect(repeated).toBeGreaterThanOrEqual(100);
    expect(repeated).toBeLessThanOrEqual(110);
  });
});
