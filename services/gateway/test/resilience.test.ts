import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeKey } from '../src/api-keys/index.ts';
import { NoAnswer, UpstreamClient } from '../src/forwarding/upstream-client.ts';
import {
  administrator,
  fetchAsAdministrator as fetch,
  keptKeys,
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
      expect((await fetch(`${url}/api/v1/unknown`, { method })).status).toBe(503);
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
    const readers = Array.from({ length: 10 }, (_, at) =>
      makeKey(`reader-${at}`, 'inventory:read'),
    );
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      API_KEYS_FILE: await keptKeys([administrator, ...readers.map(({ key }) => key)]),
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

describe('one caller cannot take every connection', () => {
  const csv = { method: 'POST', headers: { 'content-type': 'text/csv' } } as const;
  const kinds: [kind: string, most: number, path: string, init: RequestInit][] = [
    ['feeds', 20, '/api/v1/movements/feed', {}],
    ['imports and exports', 4, '/api/v1/items/export', {}],
    ['imports and exports', 4, '/api/v1/items/import', { ...csv, body: 'sku,name' }],
  ];

  test.each(kinds)('its %s are %i at a time, then 429: %s', async (kind, most, path, init) => {
    const upstream = await startUpstream((request, response) => {
      if (request.url === '/api/v1/items') response.end('{}');
      else response.writeHead(200, { 'content-type': 'application/zip' }).write('begun');
    });
    const other = makeKey('other', 'inventory:admin');
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      API_KEYS_FILE: await keptKeys([administrator, other.key]),
    });
    const callers = Array.from({ length: most }, () => new AbortController());
    const [ofOther, next] = [new AbortController(), new AbortController()];
    onTestFinished(() => {
      for (const caller of [...callers, ofOther, next]) caller.abort();
    });
    const open = (signal?: AbortSignal) =>
      fetch(url + path, { ...init, ...(signal && { signal }) });
    const first = await Promise.all(callers.map(({ signal }) => open(signal)));
    expect(first.map(({ status }) => status)).toEqual(Array(most).fill(200));

    const refused = await open();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({
      type: 'urn:stockroom:problem:too-many-open-requests',
      detail: expect.stringContaining(`has ${most} ${kind} open already`),
    });
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
    const headers = { ...init.headers, authorization: `Bearer ${other.secret}` };
    const answer = await fetch(url + path, { ...init, headers, signal: ofOther.signal });
    expect(answer.status).toBe(200);

    callers[0]?.abort();
    await vi.waitFor(async () => {
      const again = await open(next.signal);
      if (again.status !== 200) await again.text();
      expect(again.status).toBe(200);
    });
  });

  test('those that are over count no more', async () => {
    const upstream = await startUpstream(async (request, response) => {
      await text(request);
      response.end('sku\n');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    for (let count = 0; count < 10; count += 1) {
      const answer = await fetch(`${url}/api/v1/items/export`);
      expect(answer.status).toBe(200);
      await answer.text();
    }
  });
});

describe('a way to a service', () => {
  /** A way to a service that begins its feeds and never ends them. */
  async function wayToFeeds(timeout: number) {
    const upstream = await startUpstream((request, response) => {
      if (request.url === '/items') response.end('{}');
      else if (request.url !== '/silent') response.writeHead(200).write('begun');
    });
    const changes: string[] = [];
    const client = new UpstreamClient({
      url: upstream,
      timeoutSeconds: { ordinary: 10, bulk: timeout, events: timeout },
      circuitOpenSeconds: 60,
      onCircuitChange: (state) => changes.push(state),
      onOutcome: () => {},
    });
    onTestFinished(() => client.close());
    const ask = (
      kind: 'ordinary' | 'bulk' | 'events',
      path: string,
      left = new AbortController(),
    ) =>
      client.ask({
        kind,
        method: 'GET',
        path,
        headers: {},
        body: undefined,
        left: left.signal,
      });
    return { client, ask, changes };
  }

  test('keeps its time limit while every connection is taken, and does not blame the service', async () => {
    const { ask, changes } = await wayToFeeds(0.3);
    const held = await Promise.all(Array.from({ length: 32 }, () => ask('bulk', '/export')));
    expect(held).toHaveLength(32);

    const began = performance.now();
    const more = await Promise.allSettled(Array.from({ length: 30 }, () => ask('bulk', '/export')));
    expect(performance.now() - began).toBeLessThan(5_000);
    for (const { reason } of more as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(NoAnswer);
      expect(reason).toMatchObject({ reason: 'timeout' });
    }

    // What was given up is not made up for when a connection is free again.
    for (const { body } of held) body.on('error', () => {}).destroy();
    expect((await ask('ordinary', '/items')).statusCode).toBe(200);
    await vi.waitFor(async () => {
      const again = await ask('bulk', '/export');
      again.body.on('error', () => {}).destroy();
    });
    expect(changes).toEqual([]);
  });

  test('is not shut off by feeds that begin late', async () => {
    const { ask, changes } = await wayToFeeds(0.1);
    const late = await Promise.allSettled(
      Array.from({ length: 30 }, () => ask('events', '/silent')),
    );
    expect(late.every(({ status }) => status === 'rejected')).toBe(true);
    expect(changes).toEqual([]);
  });

  test('that takes no more feeds because the gateway stops has no answer for them', async () => {
    const { client, ask } = await wayToFeeds(10);
    await client.endEvents();
    await expect(ask('events', '/feed')).rejects.toMatchObject({
      name: 'NoAnswer',
      reason: 'unreachable',
    });
  });
});

test('a service that is away: every request is answered at once', async () => {
  const { url } = await startGateway({ INVENTORY_URL: await nowhere() });
  const began = performance.now();
  expect((await fetch(`${url}/api/v1/items`)).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(2_000);
});
