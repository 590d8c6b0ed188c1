import { describe, expect, test } from 'vitest';
import { Browser } from '../fixtures/browser.ts';
import {
  developmentToken,
  openUserSelection,
  selectUser,
  sessionOf,
  signedIn,
  startWithSignIn,
} from '../fixtures/development-issuer.ts';
import { required } from '../fixtures/required.ts';
import { startActorEcho } from '../fixtures/upstream.ts';

describe('the development issuer', () => {
  test('issues tokens for the API to developers, with the requested scope', async () => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await startActorEcho() });
    const send = async (scope: string, method: string) =>
      fetch(`${url}/api/v1/${method === 'GET' ? 'items' : 'receipts'}`, {
        method,
        headers: { authorization: `Bearer ${await developmentToken(url, scope)}` },
      });

    const response = await send('inventory:read', 'GET');
    expect(await response.text()).toBe('client:developer');
    expect((await send('inventory:read', 'POST')).status).toBe(403);
    expect((await send('inventory:write', 'POST')).status).toBe(200);
  });

  test('is available only under the names of its own machine', async () => {
    const { url } = await startWithSignIn();
    const send = (host: string) =>
      new Browser().fetch(`${url}/development-issuer/.well-known/openid-configuration`, {
        headers: { host },
      });
    const { port } = new URL(url);
    expect((await send('rebound.example.com')).status).toBe(421);
    const response = await send(`localhost:${port}`);
    expect(await response.json()).toMatchObject({
      issuer: `${url}/development-issuer`,
      token_endpoint: `${url}/development-issuer/token`,
    });
  });

  test.each(['x-forwarded-host', 'forwarded'])(
    'ignores the host in %s, which a page of another site can set',
    async (header) => {
      const { url } = await startWithSignIn({ TRUSTED_PROXIES: '1' });
      const { host } = new URL(url);
      for (const path of ['.well-known/openid-configuration', 'interaction/a']) {
        const response = await new Browser().fetch(`${url}/development-issuer/${path}`, {
          headers: {
            host: 'rebound.example.com',
            [header]: header === 'forwarded' ? `host=${host}` : host,
          },
        });
        expect(response.status).toBe(421);
      }
    },
  );

  test('reports that a user was selected already', async () => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const form = await openUserSelection(browser, url);
    await browser.fetch(await selectUser(browser, form, 'viewer'));
    const response = await browser.fetch(form, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('This sign-in is not pending');
  });

  test('shows the demo users again after signing out there', async () => {
    const { url } = await startWithSignIn();
    const { browser } = await signedIn(url, 'viewer');
    const out = await browser.fetch(`${url}/sign-out`, { method: 'POST' });
    const { location } = (await out.json()) as { location: string };
    const page = await browser.visit(location);
    const html = await page.response.text();
    const field = (name: string) =>
      required(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1], name);
    const action = required(/action="([^"]+)"/.exec(html)?.[1], 'form');

    const end = await browser.visit(action, {
      method: 'POST',
      body: new URLSearchParams({ xsrf: field('xsrf'), logout: 'yes' }),
    });

    expect(end.url.href).toBe(`${url}/`);
    const callback = await selectUser(
      browser,
      await openUserSelection(browser, url),
      'stock-keeper',
    );
    await browser.fetch(callback);
    expect((await sessionOf(browser, url)).person?.id).toBe('stock-keeper');
  });
});
