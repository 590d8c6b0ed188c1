import { describe, expect, test, vi } from 'vitest';
import { quietService } from './fixtures/quiet-service.ts';

describe('/health', () => {
  test('answers with the service and its release, and asks no dependency', async () => {
    const service = await quietService();
    const check = vi.fn(async () => {
      throw new Error('away');
    });
    service.addReadinessCheck('database', check);
    const answer = await service.inject('/health');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok', service: 'quiet', release: 'abc123' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(check).not.toHaveBeenCalled();
  });
});

test('a service that is to log nothing logs nothing of its health either', async () => {
  const service = await quietService();
  const levels: unknown[] = [];
  service.addHook('onRequest', async ({ log }) => void levels.push(log.level));
  await service.inject('/health');
  await service.inject('/ready');
  expect(levels).toEqual(['silent', 'silent']);
});

describe('/ready', () => {
  test('answers 200 while every dependency works', async () => {
    const service = await quietService();
    service.addReadinessCheck('database', async () => {});
    const answer = await service.inject('/ready');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ status: 'ok', service: 'quiet', checks: { database: 'ok' } });
  });

  test('answers 503 and names the dependency that does not', async () => {
    const service = await quietService();
    service.addReadinessCheck('database', async () => {
      throw new Error('password authentication failed');
    });
    service.addReadinessCheck('queue', async () => {});
    const answer = await service.inject('/ready');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({
      status: 'unavailable',
      service: 'quiet',
      checks: { database: 'unavailable', queue: 'ok' },
    });
  });

  test('takes a dependency that does not answer as one that does not work', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const service = await quietService();
      service.addReadinessCheck('database', () => {
        vi.advanceTimersByTimeAsync(2_000);
        return new Promise(() => {});
      });
      const answer = await service.inject('/ready');
      expect(answer.json()).toMatchObject({ checks: { database: 'unavailable' } });
    } finally {
      vi.useRealTimers();
    }
  });

  test('asks no dependency more often than twice a second, however many ask, and tells nothing old', async () => {
    const service = await quietService();
    const checked: number[] = [];
    let works = true;
    service.addReadinessCheck('database', async () => {
      checked.push(performance.now());
      if (!works) throw new Error('away');
    });
    const ask = async () => (await service.inject('/ready')).statusCode;

    expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(Array(50).fill(200));
    works = false;
    expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(Array(50).fill(503));

    expect(checked).toHaveLength(2);
    const [first = 0, second = 0] = checked;
    // Timers may be a millisecond early.
    expect(second - first).toBeGreaterThan(490);
  });

  test('fails while the service drains, and connections are told to close', async () => {
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
