import { describe, expect, test } from 'vitest';
import { quietService } from './fixtures/quiet-service.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

async function traced(headers: Record<string, string>) {
  const service = await quietService();
  service.get('/trace', async (request) => ({ traceparent: request.traceparent }));
  const response = await service.inject({ url: '/trace', headers });
  return {
    requestId: String(response.headers['x-request-id']),
    traceparent: String(response.json().traceparent),
  };
}

describe('a request', () => {
  test("keeps the caller's request id", async () => {
    expect((await traced({ 'x-request-id': 'order-7.a_b' })).requestId).toBe('order-7.a_b');
  });

  test.for(['two\u00a0words', 'a"b', 'x'.repeat(129), ''])(
    'gets a new id if the given one is unsafe in a log: %j',
    async (given) => {
      expect((await traced({ 'x-request-id': given })).requestId).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test("continues the caller's trace with its own span", async () => {
    const given = `00-${trace}-00f067aa0ba902b7-01`;
    const { traceparent } = await traced({ traceparent: given });
    expect(traceparent).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
    expect(traceparent).not.toBe(given);
  });

  test.for(['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
    'begins a trace if the given one is invalid: %s',
    async (traceparent) => {
      const response = await traced({ traceparent });
      expect(response.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(response.traceparent).not.toContain('0'.repeat(32));
    },
  );
});
