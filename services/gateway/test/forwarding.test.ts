import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  fetchAsAdministrator as fetch,
  nowhere,
  startGateway,
  startUpstream,
} from './fixtures/gateway.ts';

describe('a request under /api/v1', () => {
  test('reaches the inventory with its path, query, method, body and headers', async () => {
    const seen: unknown[] = [];
    const upstream = await startUpstream(async (request, response) => {
      seen.push(
        [request.method, request.url, request.headers['idempotency-key']],
        await text(request),
      );
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"done":true}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/receipts?a=b%20c`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
      body: '{"quantity":5}',
    });

    expect(seen).toEqual([['POST', '/api/v1/receipts?a=b%20c', 'key-1'], '{"quantity":5}']);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ done: true });
  });

  test.each(['application/merge-patch+json', 'application/json', 'text/csv', 'application/zip'])(
    'has its body streamed on as it is, whatever it is: %s',
    async (type) => {
      const upstream = await startUpstream(async (request, response) => {
        response.end(`${request.headers['content-type']}: ${await text(request)}`);
      });
      const { url } = await startGateway({ INVENTORY_URL: upstream });

      const answer = await fetch(`${url}/api/v1/items/A`, {
        method: 'PATCH',
        headers: { 'content-type': type },
        body: '{"name": "not parsed,',
      });

      expect(await answer.text()).toBe(`${type}: {"name": "not parsed,`);
    },
  );

  test.each(['application/json', 'text/csv'])('may come compressed: %s', async (type) => {
    const upstream = await startUpstream(async (request, response) => {
      const { 'content-encoding': encoding, 'content-length': length } = request.headers;
      const body = await text(request);
      response.end(JSON.stringify({ encoding, length: length ?? null, body }));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const body = '{"sku":"A"}'.repeat(100);

    const answer = await fetch(`${url}/api/v1/items`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
      body: gzipSync(body),
    });

    expect(answer.status).toBe(200);
    const isJson = type === 'application/json';
    expect(await answer.json()).toEqual({ length: isJson ? String(body.length) : null, body });
  });

  test('carries the request id and the trace of the caller on, and the id back', async () => {
    const upstream = await startUpstream((request, response) => {
      const { 'x-request-id': id, traceparent } = request.headers;
      response.end(JSON.stringify({ id, traceparent }));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

    const answer = await fetch(`${url}/api/v1/items`, {
      headers: { 'x-request-id': 'order-77', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });

    const seen = JSON.parse(await answer.text());
    expect(seen.id).toBe('order-77');
    expect(seen.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(seen.traceparent).not.toContain('00f067aa0ba902b7');
    expect(answer.headers.get('x-request-id')).toBe('order-77');
  });

  test('is streamed: the first part arrives while the upstream still writes', async () => {
    const released = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
      await released.promise;
      response.end('data: two\n\n');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/feed`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();

    expect((await reader?.read())?.value).toBe('data: one\n\n');
    released.resolve();
    expect((await reader?.read())?.value).toBe('data: two\n\n');
  });

  test('cannot say who it is from: the gateway does', async () => {
    const upstream = await startUpstream((request, response) => {
      response.end(request.headers['x-stockroom-actor']);
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/items`, {
      headers: { 'x-stockroom-actor': 'the-boss' },
    });

    expect(await answer.text()).toBe('key:tests');
  });

  test('that is answered 503 is not repeated behind its back', async () => {
    let count = 0;
    const upstream = await startUpstream((_request, response) => {
      count += 1;
      response.writeHead(503, { 'retry-after': '1' }).end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    expect((await fetch(`${url}/api/v1/items`)).status).toBe(503);
    expect(count).toBe(1);
  });

  test('gets a long answer compressed, and the same once unpacked', async () => {
    const items = JSON.stringify({ entries: Array.from({ length: 500 }, () => ({ sku: 'A' })) });
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(items);
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/items`, {
      headers: { 'accept-encoding': 'gzip, br' },
    });

    expect(answer.headers.get('content-encoding')).toBe('br');
    expect(await answer.text()).toBe(items);
  });

  test('of HEAD gets the headers that GET would have, and no body', async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(200, { 'content-length': '17', etag: `"${request.method}"` }).end();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/items`, { method: 'HEAD' });

    expect(answer.headers.get('content-length')).toBe('17');
    expect(answer.headers.get('etag')).toBe('"HEAD"');
  });

  test('uses the same connection again', async () => {
    const ports = new Set<number | undefined>();
    const upstream = await startUpstream((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    for (let count = 0; count < 5; count += 1) await (await fetch(`${url}/api/v1/items`)).text();

    expect(ports.size).toBe(1);
  });

  test('passes the problems of the inventory on as they are', async () => {
    const problem = { type: 'urn:stockroom:problem:unknown-sku', status: 404, detail: 'No item X' };
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(problem));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const answer = await fetch(`${url}/api/v1/items/X`);

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual(problem);
  });
});

describe('when the inventory gives no answer', () => {
  test('away: 503 with Retry-After', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await nowhere() });

    const answer = await fetch(`${url}/api/v1/items`);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
      detail: 'The inventory cannot be reached. Try again in a few seconds.',
    });
  });

  test('slow: 504 that warns of a repetition', async () => {
    const upstream = await startUpstream(() => {});
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      UPSTREAM_TIMEOUT_SECONDS: '0.05',
    });

    const answer = await fetch(`${url}/api/v1/items`);

    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-timeout',
      detail:
        'The inventory gave no answer in time. It may still do what was asked: read before you repeat.',
    });
  });

  test('gone in the middle of an answer: the caller sees it break off, and the gateway serves on', async () => {
    const upstream = await startUpstream((request, response) => {
      if (request.url === '/api/v1/items') response.end('{}');
      else response.write('half', () => request.socket.destroy());
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    await expect(fetch(`${url}/api/v1/export`).then((answer) => answer.text())).rejects.toThrow();
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
  });

  test('a caller that leaves before the answer began ends the request behind the gateway', async () => {
    const arrived = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (_request, response) => {
      arrived.resolve();
      await once(response, 'close');
      ended.resolve();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const caller = new AbortController();

    const answer = fetch(`${url}/api/v1/items`, { signal: caller.signal });
    await arrived.promise;
    caller.abort();

    await expect(answer).rejects.toThrow();
    await ended.promise;
  });

  test('a caller that leaves in the middle of its upload ends the request behind the gateway', async () => {
    const arrived = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (request) => {
      request.once('data', () => arrived.resolve()).once('error', () => ended.resolve());
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const caller = new AbortController();
    async function* endless() {
      yield new TextEncoder().encode('sku,name\n');
      await once(caller.signal, 'abort');
    }

    const answer = fetch(`${url}/api/v1/items/import`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: ReadableStream.from(endless()),
      duplex: 'half',
      signal: caller.signal,
    });
    await arrived.promise;
    caller.abort();

    await expect(answer).rejects.toThrow();
    await ended.promise;
  });

  test('a caller that leaves a streamed answer ends it behind the gateway too', async () => {
    const ended = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (_request, response) => {
      response.write('data: one\n\n');
      await once(response, 'close');
      ended.resolve();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const caller = new AbortController();

    await fetch(`${url}/api/v1/feed`, { signal: caller.signal });
    caller.abort();

    await ended.promise;
  });
});

describe('timeouts', () => {
  const slow = (milliseconds: number) =>
    startUpstream(async (request, response) => {
      await text(request);
      setTimeout(() => response.end('{}'), milliseconds);
    });

  test('an import and an export may take longer than an ordinary request', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await slow(200),
      UPSTREAM_TIMEOUT_SECONDS: '0.05',
    });
    const post = (path: string, type: string) =>
      fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body: '{}' });

    expect((await post('/api/v1/receipts', 'application/json')).status).toBe(504);
    expect((await post('/api/v1/items/import', 'text/csv')).status).toBe(200);
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(504);
    expect((await fetch(`${url}/api/v1/items/export`)).status).toBe(200);
  });

  test('an answer that has begun may take as long as it likes', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.write('one');
      setTimeout(() => response.end(' two'), 200);
    });
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      UPSTREAM_TIMEOUT_SECONDS: '0.05',
    });

    expect(await (await fetch(`${url}/api/v1/items`)).text()).toBe('one two');
  });
});

describe('a stop', () => {
  test('ends streams of events, and lets the other requests finish', async () => {
    const released = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (request, response) => {
      if (request.url?.endsWith('/feed')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
        return;
      }
      response.writeHead(200, { 'content-type': 'application/zip' }).write('half');
      await released.promise;
      response.end(' and half');
    });
    const { service, url } = await startGateway({ INVENTORY_URL: upstream });
    const feed = await fetch(`${url}/api/v1/movements/feed`);
    const items = await fetch(`${url}/api/v1/items`);

    const closed = service.close();
    await expect(feed.text()).rejects.toThrow();
    released.resolve();

    expect(await items.text()).toBe('half and half');
    await closed;
  });
});

describe('health', () => {
  test('/health answers without the inventory, /ready does not', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await nowhere() });

    expect((await fetch(`${url}/health`)).status).toBe(200);
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { inventory: 'unavailable' } });
  });

  test('/ready answers 200 when the inventory is ready', async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(request.url === '/ready' ? 200 : 404).end();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });
});
