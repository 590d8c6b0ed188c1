import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fetchAsAdministrator as fetch, startGateway } from '../fixtures/gateway.ts';
import { startActorEcho, startUpstream, unreachableUrl } from '../fixtures/upstream.ts';

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

    const response = await fetch(`${url}/api/v1/receipts?a=b%20c`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'key-1' },
      body: '{"quantity":5}',
    });

    expect(seen).toEqual([['POST', '/api/v1/receipts?a=b%20c', 'key-1'], '{"quantity":5}']);
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ done: true });
  });

  test.each(['application/merge-patch+json', 'application/json', 'text/csv', 'application/zip'])(
    'is forwarded with its body unchanged, whatever its type: %s',
    async (type) => {
      const upstream = await startUpstream(async (request, response) => {
        response.end(`${request.headers['content-type']}: ${await text(request)}`);
      });
      const { url } = await startGateway({ INVENTORY_URL: upstream });

      const response = await fetch(`${url}/api/v1/items/A`, {
        method: 'PATCH',
        headers: { 'content-type': type },
        body: '{"name": "not parsed,',
      });

      expect(await response.text()).toBe(`${type}: {"name": "not parsed,`);
    },
  );

  test.each(['application/json', 'text/csv'])('can be compressed: %s', async (type) => {
    const upstream = await startUpstream(async (request, response) => {
      const { 'content-encoding': encoding, 'content-length': length } = request.headers;
      const body = await text(request);
      response.end(JSON.stringify({ encoding, length: length ?? null, body }));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const body = '{"sku":"A"}'.repeat(100);

    const response = await fetch(`${url}/api/v1/items`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
      body: gzipSync(body),
    });

    expect(response.status).toBe(200);
    const isJson = type === 'application/json';
    expect(await response.json()).toEqual({ length: isJson ? String(body.length) : null, body });
  });

  test('is forwarded with the request id and the trace of the caller, and the response has the id', async () => {
    const upstream = await startUpstream((request, response) => {
      const { 'x-request-id': id, traceparent } = request.headers;
      response.end(JSON.stringify({ id, traceparent }));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

    const response = await fetch(`${url}/api/v1/items`, {
      headers: { 'x-request-id': 'order-77', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });

    const seen = JSON.parse(await response.text());
    expect(seen.id).toBe('order-77');
    expect(seen.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(seen.traceparent).not.toContain('00f067aa0ba902b7');
    expect(response.headers.get('x-request-id')).toBe('order-77');
  });

  test('gets a streamed response: the first part arrives while the service is still writing', async () => {
    const released = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
      await released.promise;
      response.end('data: two\n\n');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const response = await fetch(`${url}/api/v1/feed`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();

    expect((await reader?.read())?.value).toBe('data: one\n\n');
    released.resolve();
    expect((await reader?.read())?.value).toBe('data: two\n\n');
  });

  test('cannot set its actor: the gateway does', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await startActorEcho() });

    const response = await fetch(`${url}/api/v1/items`, {
      headers: { 'x-stockroom-actor': 'the-boss' },
    });

    expect(await response.text()).toBe('key:tests');
  });

  test('that gets 503 is not retried', async () => {
    let count = 0;
    const upstream = await startUpstream((_request, response) => {
      count += 1;
      response.writeHead(503, { 'retry-after': '1' }).end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    expect((await fetch(`${url}/api/v1/items`)).status).toBe(503);
    expect(count).toBe(1);
  });

  test('with HEAD gets the headers of a GET, and no body', async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(200, { 'content-length': '17', etag: `"${request.method}"` }).end();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const response = await fetch(`${url}/api/v1/items`, { method: 'HEAD' });

    expect(response.headers.get('content-length')).toBe('17');
    expect(response.headers.get('etag')).toBe('"HEAD"');
  });

  test('reuses the connection', async () => {
    const ports = new Set<number | undefined>();
    const upstream = await startUpstream((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    for (let count = 0; count < 5; count += 1) await (await fetch(`${url}/api/v1/items`)).text();

    expect(ports.size).toBe(1);
  });

  test('gets the problems of the inventory unchanged', async () => {
    const problem = { type: 'urn:stockroom:problem:unknown-sku', status: 404, detail: 'No item X' };
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(404, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify(problem));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const response = await fetch(`${url}/api/v1/items/X`);

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toEqual(problem);
  });
});

describe('without a response from the inventory', () => {
  test('unreachable: 503 with Retry-After', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await unreachableUrl() });

    const response = await fetch(`${url}/api/v1/items`);

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-unavailable',
      detail: 'The inventory cannot be reached. Try again in a few seconds.',
    });
  });

  test('slow: 504 with a warning about repeating the request', async () => {
    const upstream = await startUpstream(() => {});
    const { url } = await startGateway({
      INVENTORY_URL: upstream,
      UPSTREAM_TIMEOUT_SECONDS: '0.05',
    });

    const response = await fetch(`${url}/api/v1/items`);

    expect(response.status).toBe(504);
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:upstream-timeout',
      detail:
        'The inventory did not respond in time. It may still process the request: check the result before you repeat it.',
    });
  });

  test('interrupted: the response of the caller breaks off, and the gateway keeps working', async () => {
    const upstream = await startUpstream((request, response) => {
      if (request.url === '/api/v1/items') response.end('{}');
      else response.write('half', () => request.socket.destroy());
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    await expect(
      fetch(`${url}/api/v1/export`).then((response) => response.text()),
    ).rejects.toThrow();
    expect((await fetch(`${url}/api/v1/items`)).status).toBe(200);
  });

  test('a caller that leaves before the response begins ends the upstream request', async () => {
    const arrived = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const upstream = await startUpstream(async (_request, response) => {
      arrived.resolve();
      await once(response, 'close');
      ended.resolve();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const caller = new AbortController();

    const response = fetch(`${url}/api/v1/items`, { signal: caller.signal });
    await arrived.promise;
    caller.abort();

    await expect(response).rejects.toThrow();
    await ended.promise;
  });

  test('a caller that leaves during its upload ends the upstream request', async () => {
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

    const response = fetch(`${url}/api/v1/items/import`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: ReadableStream.from(endless()),
      duplex: 'half',
      signal: caller.signal,
    });
    await arrived.promise;
    caller.abort();

    await expect(response).rejects.toThrow();
    await ended.promise;
  });

  test('a caller that leaves a streamed response ends the upstream response', async () => {
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

  test('are longer for an import and an export than for an ordinary request', async () => {
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

  test('do not apply to a response that has begun', async () => {
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

describe('a shutdown', () => {
  test('ends event streams, and lets the other requests finish', async () => {
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
  test('/health is 200 without the inventory, /ready is not', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await unreachableUrl() });

    expect((await fetch(`${url}/health`)).status).toBe(200);
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { inventory: 'unavailable' } });
  });

  test('/ready is 200 while the inventory is ready', async () => {
    const upstream = await startUpstream((request, response) => {
      response.writeHead(request.url === '/ready' ? 200 : 404).end();
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });
});
