import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { type Operation, operations } from '@stockroom/client/contract';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeKey } from '../src/api-keys/index.ts';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  keptKeys,
  sendRaw,
  startGateway,
  startUpstream,
} from './fixtures/gateway.ts';
import { startIssuer } from './fixtures/issuer.ts';
import { largestJson } from './fixtures/largest-json.ts';

const answering = () => startUpstream((_request, response) => void response.end('{}'));

describe('the rate limit', () => {
  test('says with every answer how much is left', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      RATE_LIMIT_PER_MINUTE: '3',
    });

    const { headers } = await fetch(`${url}/api/v1/items`);

    expect(headers.get('ratelimit-limit')).toBe('3');
    expect(headers.get('ratelimit-remaining')).toBe('2');
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  });

  test('answers 429 beyond it, with when to come again, and asks nobody', async () => {
    let asked = 0;
    const upstream = await startUpstream((_request, response) => {
      asked += 1;
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream, RATE_LIMIT_PER_MINUTE: '2' });
    await fetch(`${url}/api/v1/items`);
    await fetch(`${url}/api/v1/items`);

    const answer = await fetch(`${url}/api/v1/items`);

    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({
      type: 'urn:stockroom:problem:too-many-requests',
      detail: expect.stringMatching(/^More than 2 requests within a minute. Try again in \d+ s\.$/),
    });
    expect(asked).toBe(2);
  });

  test('counts each unknown caller behind the load balancer alone, and an IPv6 network as one', async () => {
    const { url } = await startGateway({
      RATE_LIMIT_PER_MINUTE: '1',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    const statusFor = async (address: string) =>
      (await fetch(`${url}/session`, { headers: { 'x-forwarded-for': address } })).status;

    expect(await statusFor('203.0.113.1')).toBe(200);
    expect(await statusFor('203.0.113.1')).toBe(429);
    expect(await statusFor('203.0.113.2')).toBe(200);
    expect(await statusFor('2001:db8::1')).toBe(200);
    expect(await statusFor('2001:db8::2')).toBe(429);
    // What a caller claims before the load balancer's word gives it no second account.
    expect(await statusFor('198.51.100.7, 203.0.113.1')).toBe(429);
  });

  test('counts a known caller alone, from whatever address', async () => {
    const [one, other] = [makeKey('one', 'inventory:read'), makeKey('other', 'inventory:read')];
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      API_KEYS_FILE: await keptKeys([one.key, other.key]),
      RATE_LIMIT_PER_MINUTE: '1',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    const statusFor = async (secret: string, address: string) => {
      const headers = { authorization: `Bearer ${secret}`, 'x-forwarded-for': address };
      return (await fetch(`${url}/api/v1/items`, { headers })).status;
    };

    expect(await statusFor(one.secret, '203.0.113.1')).toBe(200);
    expect(await statusFor(one.secret, '203.0.113.2')).toBe(429);
    expect(await statusFor(other.secret, '203.0.113.1')).toBe(200);
  });

  test('counts attempts to be known by address, whatever they show', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '2' });
    const statusFor = async (token: string) =>
      (await fetch(`${url}/api/v1/items`, { headers: { authorization: `Bearer ${token}` } }))
        .status;

    expect(await statusFor('stk_0000000000000000_a')).toBe(401);
    expect(await statusFor('abc')).toBe(401);
    expect(await statusFor('def')).toBe(429);
  });

  test('counts what is refused before it is looked at', async () => {
    const requests = [
      'GET /api/v1/../ready HTTP/1.1\r\nhost: a',
      'GET //health HTTP/1.1\r\nhost: a',
      'GET /health?x HTTP/1.1\r\nhost: a',
      'POST /health HTTP/1.1\r\nhost: a\r\ncontent-length: 0',
      'OPTIONS /ready HTTP/1.1\r\nhost: a',
      'TRACE /api/v1/items HTTP/1.1\r\nhost: a',
      'DELETE /openapi.json HTTP/1.1\r\nhost: a',
      'GET /api/v1/items HTTP/1.1\r\nhost: a\r\nhost: b',
      `GET /session HTTP/1.1\r\nhost: a\r\n${Array.from({ length: 101 }, (_, at) => `x${at}: 1`).join('\r\n')}`,
      'GET /api/v1/items HTTP/1.1\r\nhost: a\r\nconnection: close, content-type',
      'GET /session HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked',
    ];
    for (const request of requests) {
      const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1' });
      const once = () => sendRaw(url, `${request}\r\nconnection: close\r\n\r\n`);

      const first = await once();
      expect(first, request).toMatch(/^HTTP\/1\.1 [24]/);
      expect(first, request).toMatch(/ratelimit-remaining: 0/i);
      expect(first, request).toMatch(/content-security-policy: default-src 'self'/i);
      const second = await once();
      expect(second, request).toMatch(/^HTTP\/1\.1 429 /);
      expect(second, request).toMatch(/content-security-policy: default-src 'self'/i);
    }
  });

  test('counts what is refused of a known caller as theirs', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1' });
    const wrong = () => fetch(`${url}/api/v1/items`, { method: 'DELETE' });

    expect((await wrong()).status).toBe(405);
    expect((await wrong()).status).toBe(429);
    expect((await fetch(`${url}/session`)).status).toBe(200);
  });

  test('counts preflights, and lets pages of named origins read that there were too many', async () => {
    const origin = 'https://shop.example.com';
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1', CORS_ORIGINS: origin });
    const preflight = () =>
      fetch(`${url}/api/v1/items`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    expect((await preflight()).status).toBe(204);
    const refused = await preflight();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('an address that has used it up gets no credentials checked that were not good before', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({
      ...issuer.variables,
      INVENTORY_URL: await answering(),
      PUBLIC_URL: 'http://127.0.0.1:8080',
      SESSION_KEY: 'k'.repeat(32),
      RATE_LIMIT_PER_MINUTE: '3',
    });
    const statusOf = async (secret: string) =>
      (await fetch(`${url}/api/v1/items`, { headers: { authorization: `Bearer ${secret}` } }))
        .status;
    expect(await statusOf(administratorKey)).toBe(200);
    for (let count = 0; count < 3; count += 1) expect(await statusOf('stk_wrong')).toBe(401);

    // Known as good: not shut out by the others of its address.
    expect(await statusOf(administratorKey)).toBe(200);
    // Good or not: it is not even looked at, for which the issuer's keys would be read.
    expect(await statusOf(await issuer.token())).toBe(429);
    expect(issuer.asked).toEqual([]);
  });

  test('an address that has used it up gets no credentials checked again that turned bad', async () => {
    const shortLived = makeKey('short', 'inventory:read', new Date(Date.now() + 60_000));
    const path = await keptKeys([shortLived.key]);
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      API_KEYS_FILE: path,
      RATE_LIMIT_PER_MINUTE: '2',
    });
    const status = async () =>
      (
        await fetch(`${url}/api/v1/items`, {
          headers: { authorization: `Bearer ${shortLived.secret}` },
        })
      ).status;
    expect(await status()).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    onTestFinished(() => void vi.useRealTimers());

    expect([await status(), await status(), await status()]).toEqual([401, 401, 429]);
  });

  test('is for unknown paths as well, and never for the load balancer', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1' });

    const post = async () => (await fetch(`${url}/no/such/path`, { method: 'POST' })).status;
    expect(await post()).toBe(404);
    expect(await post()).toBe(429);
    for (let count = 0; count < 5; count += 1) {
      for (const method of ['GET', 'HEAD']) {
        expect((await fetch(`${url}/health`, { method })).status).toBe(200);
        expect((await fetch(`${url}/ready`, { method })).status).toBe(503);
      }
    }
  });
});

const kilobytes = (count: number) => 'a'.repeat(count * 1024);

describe('a body', () => {
  const limits = { JSON_BODY_MEGABYTES: '0.01', STREAMED_BODY_MEGABYTES: '0.1' };

  async function startReading() {
    const received: number[] = [];
    const upstream = await startUpstream(async (request, response) => {
      received.push((await text(request).catch(() => '')).length);
      response.end('{}');
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream, ...limits });
    return { url, received };
  }

  test('of JSON may be small, of another type large', async () => {
    const { url, received } = await startReading();
    const send = (type: string, body: string) =>
      fetch(`${url}/api/v1/items`, { method: 'POST', headers: { 'content-type': type }, body });

    expect((await send('application/json', kilobytes(9))).status).toBe(200);
    expect((await send('application/merge-patch+json', kilobytes(20))).status).toBe(413);
    expect((await send('text/csv', kilobytes(90))).status).toBe(200);
    expect(received).toEqual([9 * 1024, 90 * 1024]);
  });

  test.each(['application/json', 'text/csv'])(
    'that says it is too large is refused before it is sent: %s',
    async (type) => {
      const { url, received } = await startReading();

      const answer = await sendRaw(
        url,
        `POST /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-type: ${type}\r\ncontent-length: 200000\r\n\r\n`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('urn:stockroom:problem:body-too-large');
      expect(answer).toMatch(/connection: close/i);
      expect(received).toEqual([]);
    },
  );

  test.each(['application/json', 'text/csv'])(
    'that turns out to be too large is cut off: %s',
    async (type) => {
      const { url } = await startReading();
      const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;

      const answer = await sendRaw(
        url,
        `POST /api/v1/items HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${administratorKey}\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(4)}`,
      );

      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    },
  );
});

describe('the largest body of each operation', () => {
  const withBody = Object.entries<Operation>(operations).flatMap(([name, operation]) =>
    operation.body ? [{ name, operation, body: operation.body }] : [],
  );

  test.each(withBody)('$name: what the contract allows fits', async ({ operation, body }) => {
    expect(largestJson(body).length).toBeLessThan(operation.bodyLimit ?? 64 * 1024);
  });

  test.each(withBody)('$name: what has more bytes gets 413', async ({ operation, body }) => {
    const upstream = await startUpstream((request, response) => {
      request.resume().once('end', () => response.end('{}'));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const most = operation.bodyLimit ?? 64 * 1024;
    const send = async (content: string | Uint8Array<ArrayBuffer>, coding = 'identity') =>
      (
        await fetch(`${url}${operation.path.replace(/\{\w+\}/, 'A')}`, {
          method: operation.method,
          headers: {
            'content-type': operation.bodyType ?? 'application/json',
            'content-encoding': coding,
          },
          body: content,
        })
      ).status;

    expect(await send(largestJson(body))).toBe(200);
    expect(await send('a'.repeat(most))).toBe(200);
    expect(await send('a'.repeat(most + 1))).toBe(413);
    expect(await send(new Uint8Array(gzipSync('a'.repeat(most))), 'gzip')).toBe(200);
    expect(await send(new Uint8Array(gzipSync('a'.repeat(most + 1))), 'gzip')).toBe(413);
  });

  test('is that of a file for an upload, and of JSON where the contract knows no path', async () => {
    const upstream = await startUpstream((request, response) => {
      request.resume().once('end', () => response.end('{}'));
    });
    const { url } = await startGateway({ INVENTORY_URL: upstream });
    const send = async (path: string, type: string) =>
      (
        await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: kilobytes(1000),
        })
      ).status;

    expect(await send('/api/v1/items/import', 'text/csv')).toBe(200);
    expect(await send('/api/v1/items/import', 'application/json')).toBe(200);
    expect(await send('/api/v1/unknown', 'application/json')).toBe(200);
    expect(await send('/api/v1/receipts', 'text/csv')).toBe(413);
  });
});

describe('pages of other origins', () => {
  const origin = 'https://shop.example.com';
  const preflight = (url: string, from: string) =>
    fetch(`${url}/api/v1/receipts`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    });

  test('may call nothing unless they are named', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await answering() });
    const answer = await fetch(`${url}/api/v1/items`, { headers: { origin } });
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    expect((await preflight(url, origin)).headers.has('access-control-allow-origin')).toBe(false);
  });

  test('may call the API where they are named, and no others', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await answering(),
      CORS_ORIGINS: `${origin},https://other.example.com`,
    });

    const allowed = await preflight(url, origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH');
    const foreign = await preflight(url, 'https://evil.example.com');
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://evil.example.com');

    const answer = await fetch(`${url}/api/v1/items`, { headers: { origin } });
    expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });
});
