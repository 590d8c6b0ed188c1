import { describe, expect, test, vi } from 'vitest';
import {
  fetchAsAdministrator as fetch,
  nowhere,
  startGateway,
  startUpstream,
} from './fixtures/gateway.ts';

const post = (url: string) => fetch(`${url}/api/v1/receipts`, { method: 'POST' });

describe('a service that breaks every connection', () => {
  async function startBroken(circuitOpenSeconds: string) {
    const state = { isBroken: true, asked: 0 };
    const upstream = await startUpstream((request, response) => {
      state.asked += 1;
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

  test('is left alone after twenty failures: 503 at once, with when to come again', async () => {
    const { state, url } = await startBroken('60');

    const answer = await post(url);

    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
      detail: expect.stringContaining('The inventory does not answer and is left alone'),
    });
    expect(state.asked).toBe(20);
  });

  test('is asked again by itself, and serves as soon as it works', async () => {
    const { state, url } = await startBroken('0.05');
    state.isBroken = false;

    await vi.waitFor(async () => expect((await post(url)).status).toBe(200), { timeout: 10_000 });

    const answers = await Promise.all(Array.from({ length: 10 }, () => post(url)));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  });

  test('takes nothing else with it: the console is served', async () => {
    const { url } = await startBroken('60');
    expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(200);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

describe('behind one address', () => {
  test('one bad task of two does not shut the good one out', async () => {
    let asked = 0;
    const upstream = await startUpstream((request, response) => {
      asked += 1;
      if (asked % 2 === 0) request.socket.destroy();
      else response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const statuses: number[] = [];
    for (let count = 0; count < 60; count += 1) statuses.push((await post(url)).status);

    expect(asked).toBe(60);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
  });

  test('a proxy without a task to hand on to is a service that is away', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('no healthy upstream');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/items`);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
    });
  });

  test('a problem that the service itself answers is passed on, and no reason to leave it alone', async () => {
    let asked = 0;
    const upstream = await startUpstream((_request, response) => {
      asked += 1;
      response.writeHead(503, { 'content-type': 'application/problem+json' });
      response.end('{"detail":"The database is away"}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    for (let count = 0; count < 40; count += 1) {
      expect(await (await post(url)).json()).toEqual({ detail: 'The database is away' });
    }
    expect(asked).toBe(40);
  });
});

describe('a broken connection', () => {
  async function startFailingOnce() {
    let asked = 0;
    const upstream = await startUpstream((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    return { url, asked: () => asked };
  }

  test.each(['GET', 'HEAD'])('is not seen by a %s: it is repeated', async (method) => {
    const { url, asked } = await startFailingOnce();
    expect((await fetch(`${url}/api/v1/items`, { method })).status).toBe(200);
    expect(asked()).toBe(2);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is told to a %s, which may have been carried out',
    async (method) => {
      const { url, asked } = await startFailingOnce();
      expect((await fetch(`${url}/api/v1/items/A`, { method })).status).toBe(503);
      expect(asked()).toBe(1);
    },
  );

  test('is not repeated for ever: repetitions have a budget', async () => {
    let asked = 0;
    const upstream = await startUpstream((request, response) => {
      asked += 1;
      // Three of four fail, which does not open the circuit.
      if (asked % 4 === 0) response.end('{}');
      else request.socket.destroy();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    for (let count = 0; count < 100; count += 1) await fetch(`${url}/api/v1/items`);

    expect(asked).toBeLessThanOrEqual(100 + 10 + 10);
  });
});

describe('what holds a connection for long keeps nobody else waiting', () => {
  test('200 open streams of events', async () => {
    const upstream = await startUpstream((request, response) => {
      if (!request.url?.endsWith('/feed')) return response.end('{}');
      return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const caller = new AbortController();
    const feeds = await Promise.all(
      Array.from({ length: 200 }, () =>
        fetch(`${url}/api/v1/movements/feed`, { signal: caller.signal }),
      ),
    );

    expect(feeds.every(({ status }) => status === 200)).toBe(true);
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
    caller.abort();
  });

  test('a caller whose JSON trickles in: nothing is asked before it is there', async () => {
    let asked = 0;
    const upstream = await startUpstream((_request, response) => {
      asked += 1;
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
    expect(asked).toBe(1);

    rest.resolve();
    expect((await slow).status).toBe(200);
    expect(asked).toBe(2);
  });
});

test('a service that is away: every request is answered at once', async () => {
  const { url } = await startGateway({ INVENTORY_URL: await nowhere() });
  const began = performance.now();
  expect((await fetch(`${url}/api/v1/items`)).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(2_000);
});
