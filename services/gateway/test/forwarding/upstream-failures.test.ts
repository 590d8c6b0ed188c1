import { describe, expect, test, vi } from 'vitest';
import { makeKey } from '../../src/api-keys/index.ts';
import {
  administrator,
  fetchAsAdministrator as fetch,
  startGateway,
  storeKeys,
} from '../fixtures/gateway.ts';
import { startUpstream, unreachableUrl } from '../fixtures/upstream.ts';

const post = (url: string) => fetch(`${url}/api/v1/receipts`, { method: 'POST' });

describe('a service that breaks every connection', () => {
  async function startBroken(circuitOpenSeconds: string) {
    const state = { isBroken: true, requests: 0 };
    const upstream = await startUpstream((request, response) => {
      state.requests += 1;
      if (state.isBroken) request.socket.destroy();
      else response.end('{}');
    });
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      CIRCUIT_OPEN_SECONDS: circuitOpenSeconds,
    });
    for (let count = 0; count < 20; count += 1) expect((await post(url)).status).toBe(503);
    return { state, url };
  }

  test('receives no requests after twenty failures: 503 at once, with Retry-After', async () => {
    const { state, url } = await startBroken('60');

    const response = await post(url);

    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
      detail: expect.stringContaining(
        'The inventory does not respond, and receives no requests for a while',
      ),
    });
    expect(state.requests).toBe(20);
  });

  test('receives a probe, and then all requests as soon as it works', async () => {
    const { state, url } = await startBroken('0.05');
    state.isBroken = false;

    await vi.waitFor(async () => expect((await post(url)).status).toBe(200), { timeout: 10_000 });

    const responses = await Promise.all(Array.from({ length: 10 }, () => post(url)));
    expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
  });

  test('does not affect the console', async () => {
    const { url } = await startBroken('60');
    expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe('behind one address', () => {
  test('one broken task of two does not shut out the other one', async () => {
    let requests = 0;
    const upstream = await startUpstream((request, response) => {
      requests += 1;
      if (requests % 2 === 0) request.socket.destroy();
      else response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const statuses: number[] = [];
    for (let count = 0; count < 60; count += 1) statuses.push((await post(url)).status);

    expect(requests).toBe(60);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
  });

  test('a proxy without an available task counts as an unreachable service', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('no healthy upstream');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const response = await fetch(`${url}/api/v1/items`);

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
    });
  });

  test('a problem from the service itself is passed on, and does not open the circuit', async () => {
    let requests = 0;
    const upstream = await startUpstream((_request, response) => {
      requests += 1;
      response.writeHead(503, { 'content-type': 'application/problem+json' });
      response.end('{"detail":"The database is away"}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    for (let count = 0; count < 40; count += 1) {
      expect(await (await post(url)).json()).toEqual({ detail: 'The database is away' });
    }
    expect(requests).toBe(40);
  });
});

describe('a broken connection', () => {
  async function startFailingOnce() {
    let requests = 0;
    const upstream = await startUpstream((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    return { url, requestCount: () => requests };
  }

  test.each(['GET', 'HEAD'])('is invisible to a %s, which is retried', async (method) => {
    const { url, requestCount } = await startFailingOnce();
    expect((await fetch(`${url}/api/v1/items`, { method })).status).toBe(200);
    expect(requestCount()).toBe(2);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'causes 503 for a %s, which the service may have processed',
    async (method) => {
      const { url, requestCount } = await startFailingOnce();
      expect((await fetch(`${url}/api/v1/unknown`, { method })).status).toBe(503);
      expect(requestCount()).toBe(1);
    },
  );

  test('is retried within a budget', async () => {
    let requests = 0;
    const upstream = await startUpstream((request, response) => {
      requests += 1;
      // Three out of four fail, which does not open the circuit.
      if (requests % 4 === 0) response.end('{}');
      else request.socket.destroy();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    for (let count = 0; count < 100; count += 1) await fetch(`${url}/api/v1/items`);

    expect(requests).toBeLessThanOrEqual(100 + 10 + 10);
  });
});

describe('a long request does not delay the others', () => {
  test('200 open event streams', async () => {
    const upstream = await startUpstream((request, response) => {
      if (!request.url?.endsWith('/feed')) return response.end('{}');
      return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const readers = Array.from({ length: 10 }, (_, at) =>
      makeKey(`reader-${at}`, 'inventory:read'),
    );
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      API_KEYS_FILE: await storeKeys([administrator, ...readers.map(({ key }) => key)]),
    });
    const caller = new AbortController();
    const feeds = await Promise.all(
      readers.flatMap(({ secret }) =>
        Array.from({ length: 20 }, () =>
          fetch(`${url}/api/v1/movements/feed`, {
            headers: { authorization: `Bearer ${secret}` },
            signal: caller.signal,
          }),
        ),
      ),
    );

    expect(feeds.map(({ status }) => status)).toEqual(Array(200).fill(200));
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
    caller.abort();
  });

  test('slow JSON: the upstream request starts when the body is complete', async () => {
    let requests = 0;
    const upstream = await startUpstream((_request, response) => {
      requests += 1;
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const rest = Promise.withResolvers<void>();
    async function* trickling() {
      yield new TextEncoder().encode('{"sku":');
      await rest.promise;
      yield new TextEncoder().encode('"A"}');
    }

    const slow = fetch(`${url}/api/v1/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: ReadableStream.from(trickling()),
      duplex: 'half',
    });
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
    expect(requests).toBe(1);

    rest.resolve();
    expect((await slow).status).toBe(200);
    expect(requests).toBe(2);
  });
});

test('a request to an unreachable service fails at once', async () => {
  const { url } = await startGateway({ INVENTORY_URL: await unreachableUrl() });
  const began = performance.now();
  expect((await fetch(`${url}/api/v1/items`)).status).toBe(503);
  // Far less than the 30 s after which the gateway stops waiting for a response.
  expect(performance.now() - began).toBeLessThan(15_000);
});
