import { describe, expect, test } from 'vitest';
import { CircuitBreaker, type Outcome } from '../../src/forwarding/circuit-breaker.ts';

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
  const send = (outcome: Outcome, times = 1) => {
    for (let count = 0; count < times; count += 1) breaker.admit()?.(outcome);
  };
  return { breaker, clock, changes, send };
}

describe('a circuit', () => {
  test('opens when most requests fail, out of a minimum number', () => {
    const { breaker, send } = breakerWithClock();

    send('failed', 9);
    expect(breaker.admit()).toBeDefined();
    send('failed');

    expect(breaker.admit()).toBeUndefined();
    expect(breaker.retryAfterSeconds).toBe(5);
  });

  test('stays closed while one of two tasks fails', () => {
    const { breaker, send } = breakerWithClock();
    for (let count = 0; count < 100; count += 1) {
      send('failed');
      send('succeeded');
    }
    expect(breaker.admit()).toBeDefined();
  });

  test('forgets failures that are older than its window', () => {
    const { breaker, clock, send } = breakerWithClock();
    send('failed', 9);
    clock.milliseconds = 11_000;
    send('failed', 9);
    expect(breaker.admit()).toBeDefined();
  });

  test('ignores requests that say nothing about the service', () => {
    const { breaker, send } = breakerWithClock();
    send('undecided', 100);
    send('failed', 9);
    expect(breaker.admit()).toBeDefined();
  });

  test('lets one probe through after its opening time, and closes when the probe succeeds', () => {
    const { breaker, clock, changes, send } = breakerWithClock();
    send('failed', 10);
    clock.milliseconds = 5_000;

    const probe = breaker.admit();
    expect(probe).toBeDefined();
    expect(breaker.admit()).toBeUndefined();
    probe?.('succeeded');

    expect(breaker.admit()).toBeDefined();
    expect(changes).toEqual(['open', 'closed']);
  });

  test('stays open when the probe fails, and probes again later', () => {
    const { breaker, clock, send } = breakerWithClock();
    send('failed', 10);
    clock.milliseconds = 5_000;
    send('failed');
    clock.milliseconds = 9_999;
    expect(breaker.admit()).toBeUndefined();
    clock.milliseconds = 10_000;
    expect(breaker.admit()).toBeDefined();
  });

  test('lets the next request probe when the caller of the first one has left', () => {
    const { breaker, clock, send } = breakerWithClock();
    send('failed', 10);
    clock.milliseconds = 5_000;
    send('undecided');
    expect(breaker.admit()).toBeDefined();
  });

  test('does not wait for a slow probe: after another opening time the next request probes', () => {
    const { breaker, clock, send } = breakerWithClock();
    send('failed', 10);
    clock.milliseconds = 5_000;
    const slow = breaker.admit();
    clock.milliseconds = 9_999;
    expect(breaker.admit()).toBeUndefined();
    expect(breaker.retryAfterSeconds).toBe(1);

    clock.milliseconds = 10_000;
    send('succeeded');
    expect(breaker.admit()).toBeDefined();

    send('failed', 10);
    slow?.('succeeded');
    expect(breaker.admit()).toBeUndefined();
  });

  test('is not opened again by late failures of requests from before it opened', () => {
    const { breaker, clock, send } = breakerWithClock();
    const late = Array.from({ length: 50 }, () => breaker.admit());
    send('failed', 10);
    clock.milliseconds = 5_000;
    send('succeeded');
    for (const report of late) report?.('failed');
    expect(breaker.admit()).toBeDefined();
  });
});
