import { describe, expect, test } from 'vitest';
import { sessionOf, signedIn, startWithSignIn } from '../fixtures/development-issuer.ts';
import { startActorEcho } from '../fixtures/upstream.ts';

describe('a page of another site cannot use a session', () => {
  const change = { method: 'POST', body: '{}' } as const;
  const origin = 'https://evil.example.com';
  const forged: [name: string, headers: Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin }],
    ['another site by a form', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site', origin }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
    ['an old browser at another site', { 'sec-fetch-site': '', origin }],
    ['an old browser that hides the origin', { 'sec-fetch-site': '', origin: 'null' }],
  ];

  test.each(forged)('to change something: %s', async (_name, headers) => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await startActorEcho() });
    const { browser } = await signedIn(url);
    const send = { ...change, headers: { 'content-type': 'application/json', ...headers } };

    for (const path of ['/api/v1/receipts', '/sign-out']) {
      const response = await browser.fetch(`${url}${path}`, send);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({
        type: 'urn:stockroom:problem:cross-site-request',
      });
    }
    expect((await sessionOf(browser, url)).person).not.toBeNull();
  });

  const reading: [name: string, headers: Record<string, string>][] = [
    ['another site', { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }],
    ['an old browser at another site', { origin, 'sec-fetch-site': '' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
  ];

  test.each(reading)(
    'to read, even if its origin is configured to call the API: %s',
    async (_name, headers) => {
      const { url } = await startWithSignIn({
        INVENTORY_URL: await startActorEcho(),
        CORS_ORIGINS: origin,
      });
      const { browser } = await signedIn(url);

      const response = await browser.fetch(`${url}/api/v1/items`, { headers });

      expect(response.status).toBe(403);
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    },
  );

  test('but a followed link and our own pages can', async () => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await startActorEcho() });
    const { browser } = await signedIn(url);
    const follow = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const olderBrowser = { 'sec-fetch-site': '', origin: url };

    expect((await browser.fetch(`${url}/api/v1/items/export`, { headers: follow })).status).toBe(
      200,
    );
    for (const headers of [{ 'sec-fetch-site': 'same-origin', origin: url }, olderBrowser]) {
      const response = await browser.fetch(`${url}/api/v1/receipts`, { method: 'POST', headers });
      expect(response.status).toBe(200);
    }
  });
});
