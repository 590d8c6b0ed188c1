import { streams } from '@stockroom/client/contract';
import { describe, expect, test } from 'vitest';
import { startWithSignIn } from '../fixtures/development-issuer.ts';
import { fetchAsAdministrator, startGateway } from '../fixtures/gateway.ts';
import { sendRaw } from '../fixtures/send-raw.ts';
import { startRecorder } from '../fixtures/upstream.ts';

/** A gateway in front of a service that records the requests that reach it. */
async function startRecorded(variables: Record<string, string> = {}) {
  const { url: upstream, reached } = await startRecorder();
  const { url } = await startGateway({ INVENTORY_URL: upstream, ...variables });
  return { url, reached };
}

describe('a method that a known path does not support gets 405 and the supported methods', () => {
  test.each([
    ['DELETE', '/api/v1/items', 'GET, HEAD, POST'],
    ['PUT', '/api/v1/items/A', 'GET, HEAD, PATCH'],
    ['GET', '/api/v1/receipts', 'POST'],
    ['PATCH', '/api/v1/items/export', 'GET'],
    ['PATCH', '/api/v1/items/%65xport?format=csv', 'GET'],
    ['POST', '/api/v1/movements/feed', 'GET'],
    ['POST', '/api/v1/reservations/1', 'GET, HEAD'],
    ['PUT', '/health', 'GET, HEAD'],
    ['POST', '/ready?x', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
    ['DELETE', '/docs/static/swagger-ui.css', 'GET, HEAD'],
    ['POST', '/session', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/index.html', 'GET, HEAD'],
    ['DELETE', '/assets/app-4f2a.js', 'GET, HEAD'],
  ])('%s %s', async (method, path, allow) => {
    const { url, reached } = await startRecorded();

    // With or without credentials: paths and methods are public, in /openapi.json.
    for (const send of [fetch, fetchAsAdministrator]) {
      const response = await send(`${url}${path}`, { method });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe(allow);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.json()).toMatchObject({
        type: 'urn:stockroom:problem:method-not-allowed',
        detail: `This path does not support ${method}. Use one of ${allow}.`,
      });
    }
    expect(reached).toEqual([]);
  });

  test.each(Object.values(streams).map(({ path }) => path))('HEAD %s', async (path) => {
    const { url, reached } = await startRecorded();

    const response = await fetchAsAdministrator(`${url}${path}`, { method: 'HEAD' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET');
    expect(reached).toEqual([]);
  });

  test.each([
    ['DELETE', '/sign-in', 'GET, HEAD'],
    ['POST', '/sign-in/callback', 'GET, HEAD'],
    ['GET', '/sign-out', 'POST'],
    ['PUT', '/development-issuer/token', 'GET, HEAD, POST, OPTIONS'],
  ])('%s %s, where users sign in', async (method, path, allow) => {
    const { url } = await startWithSignIn();
    const response = await fetch(`${url}${path}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });
});

describe('OPTIONS of a known path gets the supported methods', () => {
  test.each([
    ['/api/v1/items', 'GET, HEAD, POST'],
    ['/api/v1/items/export', 'GET'],
    ['/health', 'GET, HEAD'],
  ])('%s', async (path, allow) => {
    for (const CORS_ORIGINS of ['', 'https://shop.example.com']) {
      const { url, reached } = await startRecorded({ CORS_ORIGINS });

      const response = await fetch(`${url}${path}`, { method: 'OPTIONS' });

      expect(response.status).toBe(204);
      expect(response.headers.get('allow')).toBe(allow);
      expect(reached).toEqual([]);
    }
  });
});

test('an unknown path gets 404, whatever the method', async () => {
  const { url } = await startRecorded();
  for (const method of ['POST', 'DELETE', 'OPTIONS']) {
    expect((await fetch(`${url}/no/such/path`, { method })).status).toBe(404);
  }
});

test('a path that the contract does not declare requires an administrator', async () => {
  const { url } = await startRecorded();
  expect((await fetch(`${url}/api/v1/unknown`, { method: 'DELETE' })).status).toBe(401);
});

test('the rest of an unread body is not parsed as the next request', async () => {
  const { url, reached } = await startRecorded();
  const response = await sendRaw(
    url,
    'DELETE /api/v1/items HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nGET /api/v1/items HTTP/1.1',
  );
  expect(response).toMatch(/^HTTP\/1\.1 405 /);
  expect(response).toMatch(/connection: close/i);
  expect(reached).toEqual([]);
});

test('a path with a parameter that is too long gets 404, also for administrators', async () => {
  const { url, reached } = await startRecorded();
  for (const send of [fetch, fetchAsAdministrator]) {
    expect((await send(`${url}/api/v1/items/${'A'.repeat(257)}`)).status).toBe(404);
  }
  expect(reached).toEqual([]);
});
