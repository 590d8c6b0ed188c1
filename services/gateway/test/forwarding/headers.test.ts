import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  startGateway,
} from '../fixtures/gateway.ts';
import { required } from '../fixtures/required.ts';
import { sendRaw } from '../fixtures/send-raw.ts';
import { startUpstream } from '../fixtures/upstream.ts';

/** A gateway in front of a service that responds with the headers of the request. */
async function startEcho(variables: Record<string, string> = {}) {
  const upstream = await startUpstream((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.headers));
  });
  return startGateway({ INVENTORY_URL: upstream, ...variables });
}

const receivedHeaders = async (url: string, headers: Record<string, string>) =>
  (await (await fetch(`${url}/api/v1/items`, { headers })).json()) as Record<string, string>;

describe('the service does not receive', () => {
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
  ])('%s from the caller', async (name) => {
    const { url } = await startEcho();
    expect(Object.values(await receivedHeaders(url, { [name]: 'forged' }))).not.toContain('forged');
  });

  test('the credentials of the caller', async () => {
    const { url } = await startEcho();
    const byKey = { 'x-api-key': administratorKey, authorization: '' };
    for (const headers of [{}, byKey]) {
      expect(JSON.stringify(await receivedHeaders(url, headers))).not.toContain('stk_');
    }
  });

  test('headers of the connection, including those that Connection names', async () => {
    const { url } = await startEcho();

    const response = await sendRaw(
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
    const seen = JSON.parse(required(/\{.*\}/.exec(response)?.[0], 'JSON body'));

    expect(Object.keys(seen)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(?:x-private|te|keep-alive|proxy-authorization|upgrade)$/),
      ]),
    );
    // The gateway's own headers remain, whatever the caller names.
    expect(seen['x-stockroom-actor']).toBe('key:tests');
    expect(seen.traceparent).toMatch(/^00-/);
  });

  test('the body of a GET', async () => {
    const { url } = await startEcho();
    const response = await sendRaw(
      url,
      `GET /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-length: 4\r\nconnection: close\r\n\r\nGET `,
    );
    expect(response).toMatch(/^HTTP\/1\.1 200/);
    expect(response).not.toContain('"content-length"');
  });
});

describe('an end-to-end header cannot be removed by naming it in Connection', () => {
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
    expect(response).toContain(
      `Connection names ${name.toLowerCase()}, which is not a header of one connection.`,
    );
  });

  test('nor one of a response', async () => {
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

test('a response combines the Vary of the gateway and of the service', async () => {
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

describe('the address of the caller', () => {
  const claimed = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', 'x-forwarded-proto': 'https' };

  test('is the other end of the connection by default', async () => {
    const { url } = await startEcho();
    expect(await receivedHeaders(url, claimed)).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(url).host,
    });
  });

  test('is the one that the load balancer reports, not one that the caller claims', async () => {
    const { url } = await startEcho({ TRUSTED_PROXIES: '127.0.0.1' });
    expect(await receivedHeaders(url, claimed)).toMatchObject({
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-proto': 'https',
    });
  });
});

test('a request without Host, in HTTP/1.0, is forwarded without X-Forwarded-Host', async () => {
  const { url } = await startEcho();
  const response = await sendRaw(
    url,
    `GET /api/v1/items HTTP/1.0\r\nauthorization: Bearer ${administratorKey}\r\n\r\n`,
  );
  expect(response).toMatch(/^HTTP\/1\.1 200/);
  expect(response).not.toContain('x-forwarded-host');
});

test('a response does not reveal the software that sent it', async () => {
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
