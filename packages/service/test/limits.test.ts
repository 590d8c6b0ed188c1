import { once } from 'node:events';
import { connect } from 'node:net';
import { Type } from 'typebox';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createService, defineService, implement, Problem } from '../src/index.ts';
import { quietService } from './fixtures/quiet-service.ts';

const kibibyte = 1024;
const manifest = defineService({ name: 'limits', description: 'For tests', port: 3997 });

describe('a body', () => {
  const operation = {
    method: 'POST',
    path: '/notes',
    body: Type.Object({ text: Type.String() }),
    success: { status: 200, schema: Type.Object({}) },
  } as const;
  const bodyOf = (bytes: number) => `{"text":"${'x'.repeat(bytes - 11)}"}`;

  test.each([
    ['64 KiB by default', undefined, 64 * kibibyte],
    ['the limit of its operation', 256 * kibibyte, 256 * kibibyte],
  ])('has at most %s', async (_what, bodyLimit, most) => {
    const service = await quietService();
    implement(service, { ...operation, ...(bodyLimit && { bodyLimit }) }, async () => ({}));
    const post = (payload: string) =>
      service.inject({
        method: 'POST',
        url: '/notes',
        payload,
        headers: { 'content-type': 'application/json' },
      });

    expect((await post(bodyOf(most))).statusCode).toBe(200);
    const response = await post(bodyOf(most + 1));
    expect(response.statusCode).toBe(413);
    expect(response.json()).toMatchObject({ type: 'urn:stockroom:problem:body-too-large' });
  });
});

describe('an error response', () => {
  test('lists the first 20 violations and the number of the others', async () => {
    const service = await quietService();
    const fields = Array.from({ length: 30 }, (_, index) => [`f${index}`, Type.String()]);
    implement(
      service,
      {
        method: 'POST',
        path: '/forms',
        body: Type.Object(Object.fromEntries(fields)),
        success: { status: 200, schema: Type.Object({}) },
      },
      async () => ({}),
    );
    const response = await service.inject({ method: 'POST', url: '/forms', payload: {} });
    const { errors, detail } = response.json();
    expect(response.statusCode).toBe(400);
    expect(errors).toHaveLength(20);
    expect(detail).toMatch(/; and 10 more$/);
  });

  test.each([
    ['detail', () => new Problem(409, 'large', 'Large', 'é'.repeat(100_000))],
    [
      'extensions',
      () =>
        new Problem(409, 'large', 'Large', 'Too much.', {
          extensions: { result: Array(30_000).fill('row') },
        }),
    ],
  ])('has at most 64 KiB, however much %s there is', async (_part, makeProblem) => {
    const service = await quietService();
    service.get('/large', async () => {
      throw makeProblem();
    });
    const response = await service.inject('/large');
    expect(response.rawPayload.length).toBeLessThanOrEqual(64 * kibibyte);
    expect(response.json()).toMatchObject({ status: 409, title: 'Large' });
  });

  test('repeats only the beginning of a path', async () => {
    const service = await quietService();
    const response = await service.inject(`/${'x'.repeat(10_000)}`);
    expect(response.statusCode).toBe(404);
    expect(response.rawPayload.length).toBeLessThan(kibibyte);
  });
});

describe('errors of the router and the HTTP server pass through the usual hooks', () => {
  async function listening() {
    const service = await quietService();
    service.addHook('onRequest', async (_request, reply) => {
      reply.header('x-hook', 'ran');
    });
    service.get('/items/:sku', async () => ({ ok: true }));
    return { service, url: await service.listen({ host: '127.0.0.1', port: 0 }) };
  }

  test.each([
    ['a broken escape', '/items/%zz', 400, 'malformed-path'],
    ['an escape that is not UTF-8', '/items/%ff', 400, 'malformed-path'],
    ['a parameter that is too long', `/items/${'x'.repeat(300)}`, 414, 'path-too-long'],
  ])('%s', async (_what, path, status, type) => {
    const { service } = await listening();
    const response = await service.inject(path);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ type: `urn:stockroom:problem:${type}`, status });
    expect(response.headers['x-hook']).toBe('ran');
  });

  test('no Host header', async () => {
    const { url } = await listening();
    const response = await send(url, 'GET /items/A HTTP/1.1\r\n\r\n');
    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response).toContain('x-hook: ran');
    expect(response).toContain('urn:stockroom:problem:unreadable-request');
  });

  test('an unknown expectation is ignored', async () => {
    const { url } = await listening();
    const response = await send(
      url,
      'GET /items/A HTTP/1.1\r\nhost: a\r\nexpect: the-impossible\r\nconnection: close\r\n\r\n',
    );
    expect(response).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test('X-Forwarded-For is used from trusted proxies only', async () => {
  const addressSeen = async (remoteAddress: string) => {
    const service = await createService(manifest, {
      LOG_LEVEL: 'silent',
      RELEASE: 'test',
      TRUSTED_PROXIES: '10.0.0.0/20,10.0.16.0/20',
    });
    onTestFinished(() => service.close());
    service.get('/address', async ({ ip }) => ip);
    const headers = { 'x-forwarded-for': '192.0.2.1, 10.0.17.4' };
    return (await service.inject({ url: '/address', headers, remoteAddress })).body;
  };

  expect(await addressSeen('10.0.3.9')).toBe('192.0.2.1');
  expect(await addressSeen('10.0.32.9')).toBe('10.0.32.9');
  expect(await addressSeen('127.0.0.1')).toBe('127.0.0.1');
});

test('requests get 503 while the event loop is delayed, except health checks; then the service recovers', async () => {
  const service = await createService(manifest, {
    LOG_LEVEL: 'silent',
    RELEASE: 'test',
    MAX_EVENT_LOOP_DELAY_MILLISECONDS: 20,
  });
  onTestFinished(() => service.close());
  service.get('/work', async () => 'done');
  await service.ready();
  const until = async (status: number) => {
    for (;;) {
      const response = await service.inject('/work');
      if (response.statusCode === status) return response;
      await new Promise(setImmediate);
    }
  };

  const hold = setInterval(() => holdEventLoop(60), 1);
  const overloaded = await until(503);
  const health = await service.inject('/health');
  clearInterval(hold);

  expect(overloaded.json()).toMatchObject({ type: 'urn:stockroom:problem:overloaded' });
  expect(overloaded.headers['retry-after']).toBe('1');
  expect(health.statusCode).toBe(200);
  expect((await until(200)).body).toBe('done');
});

function holdEventLoop(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

async function send(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let response = '';
  socket.setEncoding('latin1').on('data', (part: string) => {
    response += part;
  });
  socket.write(bytes);
  await once(socket, 'close');
  return response;
}
