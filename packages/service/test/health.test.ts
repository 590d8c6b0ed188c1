import { describe, expect, test, vi } from 'vitest';
import { quietService } from './fixtures/quiet-service.ts';

describe('/health', () => {
  test('returns the service and its release, without checking dependencies', async () => {
    const service = await quietService();
    const check = vi.fn(async () => {
      throw new Error('unavailable');
    });
    service.addReadinessCheck('database', check);
    const response = await service.inject('/health');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'ok', service: 'quiet', release: 'abc123' });
    expect(response.headers['cache-control']).toBe('no-store');
    expect(check).not.toHaveBeenCalled();
  });
});

test('a silent service does not log health checks either', async () => {
  const service = await quietService();
  const levels: unknown[] = [];
  service.addHook('onRequest', async ({ log }) => void levels.push(log.level));
  await service.inject('/health');
  await service.inject('/ready');
  expect(levels).toEqual(['silent', 'silent']);
});

describe('/ready', () => {
  test('is 200 while every dependency works', async () => {
    const service = await quietService();
    service.addReadinessCheck('database', async () => {});
    const response = await service.inject('/ready');
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'ok', service: 'quiet', checks: { database: 'ok' } });
  });

  test('is 503 and names the failing dependency', async () => {
    const service = await quietService();
    service.addReadinessCheck('database', async () => {
      throw new Error('password authentication failed');
    });
    service.addReadinessCheck('queue', async () => {});
    const response = await service.inject('/ready');
    expect(response.statusCode).toBe(503);
    expect(response.json()).toEqual({
      status: 'unavailable',
      service: 'quiet',
      checks: { database: 'unavailable', queue: 'ok' },
    });
  });

  test('treats a check that does not finish as failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const service = await quietService();
      service.addReadinessCheck('database', () => {
        vi.advanceTimersByTimeAsync(2_000);
        return new Promise(() => {});
      });
      const response = await service.inject('/ready');
      expect(response.json()).toMatchObject({ checks: { database: 'unavailable' } });
    } finally {
      vi.useRealTimers();
    }
  });

  test('runs checks at most twice a second for any number of requests, and returns no old result', async () => {
    const service = await quietService();
    const checked: number[] = [];
    let works = true;
    service.addReadinessCheck('database', async () => {
      checked.push(performance.now());
      if (!works) throw new Error('unavailable');
    });
    const request = async () => (await service.inject('/ready')).statusCode;

    expect(await Promise.all(Array.from({ length: 50 }, request))).toEqual(Array(50).fill(200));
    works = false;
    expect(await Promise.all(Array.from({ length: 50 }, request))).toEqual(Array(50).fill(503));

    expect(checked).toHaveLength(2);
    const [first = 0, second = 0] = checked;
    // Timers may be a millisecond early.
    expect(second - first).toBeGreaterThan(490);
  });

  test('fails while the service drains, and responses close their connections', async () => {
    const service = await quietService();
    service.startDraining();
    const ready = await service.inject('/ready');
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ status: 'draining' });
    const health = await service.inject('/health');
    expect(health.statusCode).toBe(200);
    expect(health.headers.connection).toBe('close');
  });
});
