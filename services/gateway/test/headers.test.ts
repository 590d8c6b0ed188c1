import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  sendRaw,
  startGateway,
  startUpstream,
} from './fixtures/gateway.ts';

/** A gateway in front of a service that answers with the headers it got. */
async function startEcho(variables: Record<string, string> = {}) {
  const upstream = await startUpstream((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.headers));
  });
  return startGateway({ INVENTORY_URL: upstream, ...variables });
}

const headersSeen = async (url: string, headers: Record<string, string>) =>
  (await (await fetch(`${url}/api/v1/items`, { headers })).json()) as Record<string, string>;

describe('the service behind does not get', () => {
  test.each([
    'x-stockroom-actor',
    'x-stockroom-anything',
    'x-forwarded-for',
    'x-forwarded-port',
    'x_forwarded_for',
    'forwarded',
    'x-real-ip',
    'x-envoy-upstream-rq-timeout-ms',
    'proxy',
    'cookie',
  ])('%s from outside', async (name) => {
    const { url } = await startEcho();
    expect(Object.values(await headersSeen(url, { [name]: 'forged' }))).not.toContain('forged');
  });

  test('what the caller showed the gateway to be known', async () => {
    const { url } = await startEcho();
    const byKey = { 'x-api-key': administratorKey, authorization: '' };
    for (const headers of [{}, byKey]) {
      expect(JSON.stringify(await headersSeen(url, headers))).not.toContain('stk_');
    }
  });

  test('headers of the connection, nor those that it names', async () => {
    const { url } = await startEcho();

    const answer = await sendRaw(
      url,
      [
        'GET /api/v1/items HTTP/1.1',
        'host: example.com',
        `authorization: Bearer ${administratorKey}`,
        'connection: close, x-private, traceparent, x-stockroom-actor',
        'x-private: 1',
        'te: trailers',
        'keep-alive: timeout=5',
        'proxy-authorization: Basic AAAA',
        'upgrade: h2c',
        '\r\n',
      ].join('\r\n'),
    );
    const seen = JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? '');

    expect(Object.keys(seen)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(?:x-private|te|keep-alive|proxy-authorization|upgrade)$/),
      ]),
    );
    // The gateway's own stay, whatever the caller names.
    expect(seen['x-stockroom-actor']).toBe('key:tests');
    expect(seen.traceparent).toMatch(/^00-/);
  });

  test('the body of a GET', async () => {
    const { url } = await startEcho();
    const answer = await sendRaw(
      url,
      `GET /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-length: 4\r\nconnection: close\r\n\r\nGET `,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200/);
    expect(answer).not.toContain('"content-length"');
  });
});

describe('a header that is for the service cannot be stripped by naming it in Connection', () => {
  test.each([
    'content-encoding',
    'Content-Type',
    'content-length',
    'host',
    'authorization',
    'x-api-key',
    'cookie',
    'idempotency-key',
    'x-request-id',
    'if-match',
    'last-event-id',
    'accept',
  ])('%s: 400', async (name) => {
    const { url } = await startEcho();
    const body = gzipSync('{}').toString('latin1');

    const response = await sendRaw(
      url,
      [
        'POST /api/v1/receipts HTTP/1.1',
        'host: a',
        `authorization: Bearer ${administratorKey}`,
        'content-type: application/json',
        'content-encoding: gzip',
        `content-length: ${body.length}`,
        `connection: close, ${name}`,
        'idempotency-key: 1',
        '',
        body,
      ].join('\r\n'),
    );

    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response).toContain(`Connection names ${name.toLowerCase()}, which is for the service`);
  });

  test('nor can one of a response', async () => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, {
        connection: 'close, content-encoding, content-type, etag, x-private',
        'content-encoding': 'gzip',
        'content-type': 'application/json',
        etag: '"7"',
        'x-private': '1',
      });
      response.end(gzipSync('{"whole":true}'));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });

    const response = await fetch(`${url}/api/v1/items`);

    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('etag')).toBe('"7"');
    expect(response.headers.has('x-private')).toBe(false);
    expect(await response.json()).toEqual({ whole: true });
  });
});

test('a response varies with what the gateway and the service behind say', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { vary: 'accept' }).end('{}');
  });
  const { url } = await startGateway({
    INVENTORY_URL: upstream,
    CORS_ORIGINS: 'https://shop.example.com',
  });

  const { headers } = await fetch(`${url}/api/v1/items`);

  expect(headers.get('vary')).toBe('Origin, accept, accept-encoding');
});

describe('who called', () => {
  const claimed = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'x-forwarded-proto': 'https' };

  test('is the other end of the connection', async () => {
    const { url } = await startEcho();
    expect(await headersSeen(url, claimed)).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(url).host,
    });
  });

  test('is whom the load balancer names, not whom the caller claims before it', async () => {
    const { url } = await startEcho({ TRUSTED_PROXIES: '127.0.0.1' });
    expect(await headersSeen(url, claimed)).toMatchObject({
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
    });
  });
});

test('an answer says nothing of what it was made with', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, {
      server: 'envoy',
      'x-envoy-upstream-service-time': '3',
      'x-powered-by': 'Something/1.2',
      'keep-alive': 'timeout=99',
      etag: '"7"',
    });
    response.end('{}');
  });
  const { url } = await startGateway({ INVENTORY_URL: upstream });

  const { headers } = await fetch(`${url}/api/v1/items`);

  expect(headers.get('etag')).toBe('"7"');
  for (const name of ['server', 'x-envoy-upstream-service-time', 'x-powered-by']) {
    expect(headers.has(name)).toBe(false);
  }
  expect(headers.get('keep-alive')).not.toBe('timeout=99');
});
