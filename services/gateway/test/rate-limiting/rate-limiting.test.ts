import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeKey } from '../../src/api-keys/index.ts';
import {
  administratorKey,
  fetchAsAdministrator as fetch,
  startGateway,
  storeKeys,
} from '../fixtures/gateway.ts';
import { browserVariables } from '../fixtures/gateway-with-issuer.ts';
import { startIssuer } from '../fixtures/issuer.ts';
import { sendRaw } from '../fixtures/send-raw.ts';
import { startEmptyUpstream, startRecorder } from '../fixtures/upstream.ts';

describe('the rate limit', () => {
  test('reports with every response how many requests are left', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await startEmptyUpstream(),
      RATE_LIMIT_PER_MINUTE: '3',
    });

    const { headers } = await fetch(`${url}/api/v1/items`);

    expect(headers.get('ratelimit-limit')).toBe('3');
    expect(headers.get('ratelimit-remaining')).toBe('2');
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
  });

  test('rejects requests beyond it with 429 and Retry-After, without an upstream request', async () => {
    const { url: upstream, reached } = await startRecorder();
    const { url } = await startGateway({ INVENTORY_URL: upstream, RATE_LIMIT_PER_MINUTE: '2' });
    await fetch(`${url}/api/v1/items`);
    await fetch(`${url}/api/v1/items`);

    const response = await fetch(`${url}/api/v1/items`);

    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      type: 'urn:stockroom:problem:too-many-requests',
      detail: expect.stringMatching(/^More than 2 requests within a minute. Try again in \d+ s\.$/),
    });
    expect(reached).toHaveLength(2);
  });

  test('is per address without authentication, and per network for IPv6', async () => {
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
    // An address that the caller claims itself is ignored.
    expect(await statusFor('198.51.100.7, 203.0.113.1')).toBe(429);
  });

  test('is per caller with authentication, from any address', async () => {
    const [one, other] = [makeKey('one', 'inventory:read'), makeKey('other', 'inventory:read')];
    const { url } = await startGateway({
      INVENTORY_URL: await startEmptyUpstream(),
      API_KEYS_FILE: await storeKeys([one.key, other.key]),
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

  test('counts failed authentication by address, whatever the credentials', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '2' });
    const statusFor = async (token: string) =>
      (await fetch(`${url}/api/v1/items`, { headers: { authorization: `Bearer ${token}` } }))
        .status;

    expect(await statusFor('stk_0000000000000000_a')).toBe(401);
    expect(await statusFor('abc')).toBe(401);
    expect(await statusFor('def')).toBe(429);
  });

  test('counts rejected requests', async () => {
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

  test('counts rejected requests of an authenticated caller as theirs', async () => {
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1' });
    const wrong = () => fetch(`${url}/api/v1/items`, { method: 'DELETE' });

    expect((await wrong()).status).toBe(405);
    expect((await wrong()).status).toBe(429);
    expect((await fetch(`${url}/session`)).status).toBe(200);
  });

  test('counts preflights, and lets pages of allowed origins read the 429', async () => {
    const origin = 'https://shop.example.com';
    const { url } = await startGateway({ RATE_LIMIT_PER_MINUTE: '1', CORS_ORIGINS: origin });
    const preflight = () =>
      fetch(`${url}/api/v1/items`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    expect((await preflight()).status).toBe(204);
    const rejected = await preflight();
    expect(rejected.status).toBe(429);
    expect(rejected.headers.get('access-control-allow-origin')).toBe(origin);
  });

  test('of an exhausted address stops the check of new credentials, but not of verified ones', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({
      ...issuer.variables,
      INVENTORY_URL: await startEmptyUpstream(),
      ...browserVariables,
      RATE_LIMIT_PER_MINUTE: '3',
    });
    const statusOf = async (secret: string) =>
      (await fetch(`${url}/api/v1/items`, { headers: { authorization: `Bearer ${secret}` } }))
        .status;
    expect(await statusOf(administratorKey)).toBe(200);
    for (let count = 0; count < 3; count += 1) expect(await statusOf('stk_wrong')).toBe(401);

    // Verified before: not affected by the other callers of its address.
    expect(await statusOf(administratorKey)).toBe(200);
    // Not checked, although valid: the check would read the issuer's keys.
    expect(await statusOf(await issuer.token())).toBe(429);
    expect(issuer.requests).toEqual([]);
  });

  test('of an exhausted address stops the check of credentials that are no longer valid', async () => {
    const shortLived = makeKey('short', 'inventory:read', new Date(Date.now() + 60_000));
    const path = await storeKeys([shortLived.key]);
    const { url } = await startGateway({
      INVENTORY_URL: await startEmptyUpstream(),
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

  test('applies to unknown paths, but not to health checks', async () => {
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
