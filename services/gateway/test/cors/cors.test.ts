import { describe, expect, test } from 'vitest';
import { fetchAsAdministrator as fetch, startGateway } from '../fixtures/gateway.ts';
import { startEmptyUpstream } from '../fixtures/upstream.ts';

describe('pages of other origins', () => {
  const origin = 'https://shop.example.com';
  const preflight = (url: string, from: string) =>
    fetch(`${url}/api/v1/receipts`, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    });

  test('cannot call the API by default', async () => {
    const { url } = await startGateway({ INVENTORY_URL: await startEmptyUpstream() });
    const response = await fetch(`${url}/api/v1/items`, { headers: { origin } });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect((await preflight(url, origin)).headers.has('access-control-allow-origin')).toBe(false);
  });

  test('can call the API if their origin is configured', async () => {
    const { url } = await startGateway({
      INVENTORY_URL: await startEmptyUpstream(),
      CORS_ORIGINS: `${origin},https://other.example.com`,
    });

    const allowed = await preflight(url, origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PATCH');
    const foreign = await preflight(url, 'https://evil.example.com');
    expect(foreign.headers.get('access-control-allow-origin')).not.toBe('https://evil.example.com');

    const response = await fetch(`${url}/api/v1/items`, { headers: { origin } });
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });
});
