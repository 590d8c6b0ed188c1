import { describe, expect, test } from 'vitest';
import { localPath } from '../src/sign-in/local-path.ts';
import { Browser } from './fixtures/browser.ts';
import {
  choose,
  choosePage,
  developmentToken,
  signedIn,
  startWithSignIn,
} from './fixtures/development.ts';
import { startGateway, startUpstream } from './fixtures/gateway.ts';
import { startIssuer } from './fixtures/issuer.ts';

/** A service behind the gateway that answers with who is said to ask. */
const echo = () =>
  startUpstream((request, response) => void response.end(request.headers['x-stockroom-actor']));

const sessionOf = async (browser: Browser, url: string) =>
  (await (await browser.fetch(`${url}/session`)).json()) as {
    signIn: string | null;
    person: { id: string; name: string } | null;
    scopes: string[];
  };

describe('signing in', () => {
  test('leads back to where somebody wanted to go, and pages learn who that is', async () => {
    const { url } = await startWithSignIn();

    const { browser, location } = await signedIn(url, 'administrator', '/items/A?tab=stock#top');

    expect(location).toBe('/items/A?tab=stock#top');
    const session = await browser.fetch(`${url}/session`);
    expect(session.headers.get('cache-control')).toBe('no-store');
    expect(await session.json()).toEqual({
      signIn: '/sign-in',
      person: { id: 'administrator', name: 'Ada Administrator', email: 'ada@stockroom.example' },
      scopes: ['inventory:read', 'inventory:write', 'inventory:admin'],
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
  });

  test.each([
    ['administrator', 'ada@stockroom.example', [200, 200, 200]],
    ['stock-keeper', 'stan@stockroom.example', [200, 200, 403]],
    ['viewer', 'vera@stockroom.example', [200, 403, 403]],
  ])('lets the %s do what they may, under their name', async (person, actor, statuses) => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await echo() });
    const { browser } = await signedIn(url, person);
    const post = { method: 'POST' } as const;

    const answers = [
      await browser.fetch(`${url}/api/v1/items`),
      await browser.fetch(`${url}/api/v1/receipts`, post),
      await browser.fetch(`${url}/api/v1/locations`, post),
    ];

    expect(answers.map(({ status }) => status)).toEqual(statuses);
    expect(await answers[0]?.text()).toBe(actor);
    expect(answers[0]?.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('is not needed to learn that nobody is signed in, nor offered where there is no issuer', async () => {
    const { url } = await startWithSignIn();
    const { url: withoutIssuer } = await startGateway();
    const nobody = { person: null, scopes: [] };

    expect(await sessionOf(new Browser(), url)).toEqual({ signIn: '/sign-in', ...nobody });
    expect(await sessionOf(new Browser(), withoutIssuer)).toEqual({ signIn: null, ...nobody });
    expect((await fetch(`${withoutIssuer}/sign-in`)).status).toBe(404);
  });

  test('goes on at the address that the session is for, by whatever name this machine was called', async () => {
    const { url } = await startWithSignIn();
    const answer = await fetch(`${url.replace('127.0.0.1', 'localhost')}/sign-in?return=/items`, {
      redirect: 'manual',
    });
    expect(answer.headers.get('location')).toBe(`${url}/sign-in?return=%2Fitems`);
  });

  test('does not go by the host that a proxy names', async () => {
    const { url } = await startWithSignIn({ TRUSTED_PROXIES: '1' });
    const answer = await fetch(`${url}/sign-in?return=/items`, {
      redirect: 'manual',
      headers: { 'x-forwarded-host': `localhost:${new URL(url).port}` },
    });
    expect(answer.headers.get('location')).toContain('/development-issuer/auth?');
  });

  test('asks the issuer with PKCE, state and nonce, and for what people may', async () => {
    const { url } = await startWithSignIn({ OIDC_SIGN_IN_PARAMETERS: '' });
    const { headers } = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    const asked = new URL(headers.get('location') ?? '').searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${url}/sign-in/callback`,
      scope: 'openid profile email inventory:read inventory:write inventory:admin',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('tells other issuers what they want to be told', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({
      ...issuer.variables,
      PUBLIC_URL: 'https://stock.example.com',
      SESSION_KEY: 'k'.repeat(32),
      OIDC_SCOPE_PREFIX: 'stockroom/',
      OIDC_SIGN_IN_PARAMETERS: 'audience=stockroom&organization=a%20b',
    });
    const { headers } = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    const asked = new URL(headers.get('location') ?? '').searchParams;
    expect(asked.get('scope')).toMatch(/ stockroom\/inventory:read /);
    expect(asked.get('audience')).toBe('stockroom');
    expect(asked.get('organization')).toBe('a b');
    expect(asked.get('redirect_uri')).toBe('https://stock.example.com/sign-in/callback');
  });
});

describe('after signing in nobody is led away', () => {
  test.each([
    'https://evil.example.com',
    '//evil.example.com',
    '/\\evil.example.com',
    '/\t/evil.example.com',
    '\\/evil.example.com',
    '/..//evil.example.com',
    '/.//evil.example.com',
    '/\r\nset-cookie:a=b',
    'javascript:alert(1)',
    'items',
    '',
    '@evil.example.com',
  ])('to %j', async (wanted) => {
    const { url } = await startWithSignIn();
    const answer = await fetch(`${url}/sign-in?${new URLSearchParams({ return: wanted })}`, {
      redirect: 'manual',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: 'urn:stockroom:problem:foreign-return' });
  });

  test('and to the first page from one whose address no cookie has room for', async () => {
    const { url } = await startWithSignIn();
    const { location } = await signedIn(url, 'viewer', `/items?search=${'a'.repeat(2000)}`);
    expect(location).toBe('/');
  });

  test('but to any page of Stockroom', () => {
    const here = 'https://stock.example.com';
    for (const path of ['/', '/items/A?b=c#d', '/items?search=%2F%2Fevil', '/%5Cevil']) {
      expect(localPath(path, here)).toBe(path);
    }
  });
});

describe('a sign-in is ended once, by the browser that began it', () => {
  const refused = async (answer: Response, problem: string) => {
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: `urn:stockroom:problem:${problem}` });
  };

  test('not twice', async () => {
    const { url } = await startWithSignIn();
    const { browser, callback } = await signedIn(url);
    await refused(await browser.fetch(callback), 'sign-in-not-begun');
  });

  test('not twice with a kept cookie: the code is used up', async () => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const callback = await choose(browser, await choosePage(browser, url), 'viewer');
    const thief = new Browser();
    thief.setCookie('stockroom-sign-in', browser.cookie('stockroom-sign-in') ?? '');
    expect((await browser.fetch(callback)).status).toBe(302);

    await refused(await thief.fetch(callback), 'sign-in-failed');
    expect(thief.cookie('stockroom-session')).toBeUndefined();
  });

  test('not by the link of somebody else, who would be signed in then', async () => {
    const { url } = await startWithSignIn();
    const attacker = new Browser();
    const link = await choose(attacker, await choosePage(attacker, url), 'viewer');

    const victim = new Browser();
    await refused(await victim.fetch(link), 'sign-in-not-begun');
    await choosePage(victim, url);
    await refused(await victim.fetch(link), 'sign-in-failed');
    expect((await sessionOf(victim, url)).person).toBeNull();
  });

  test.each([
    ['another state', (callback: URL) => callback.searchParams.set('state', 'x')],
    ['no state', (callback: URL) => callback.searchParams.delete('state')],
    ['another code', (callback: URL) => callback.searchParams.set('code', 'x')],
    ['another issuer', (callback: URL) => callback.searchParams.set('iss', 'https://evil.example')],
    ['an error', (callback: URL) => callback.searchParams.set('error', 'server_error')],
  ])('not with %s', async (_what, change) => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const callback = await choose(browser, await choosePage(browser, url), 'viewer');
    change(callback);

    await refused(await browser.fetch(callback), 'sign-in-failed');
    expect((await sessionOf(browser, url)).person).toBeNull();
  });

  test('what went wrong is a page to people, with the way to try again', async () => {
    const { url } = await startWithSignIn();
    const answer = await fetch(`${url}/sign-in/callback?code=a&state=b`, {
      headers: { accept: 'text/html' },
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('<a href="/sign-in">');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  test.each([
    ['two ways back', '/sign-in?return=/a&return=/b', 'The request is not valid'],
    ['a way back that leads away', '/sign-in?return=//evil.example.com', 'The way back leads'],
  ])('%s are a page to people as well', async (_what, path, title) => {
    const { url } = await startWithSignIn();
    const answer = await fetch(url + path, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain(`<h1>${title}`);
  });

  test('not by coming back from another sign-in, which leaves this one to go on', async () => {
    const { url } = await startWithSignIn();
    const [browser, another] = [new Browser(), new Browser()];
    const other = await choose(another, await choosePage(another, url), 'viewer');
    const own = await choose(browser, await choosePage(browser, url, '/items'), 'viewer');

    await refused(await browser.fetch(other), 'sign-in-failed');

    const answer = await browser.fetch(own);
    expect(answer.headers.get('location')).toBe('/items');
    expect((await sessionOf(browser, url)).person?.id).toBe('viewer');
  });

  test('who chooses nobody is told so', async () => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const answer = await browser.fetch(await choose(browser, await choosePage(browser, url), 'me'));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ type: 'urn:stockroom:problem:sign-in-refused' });
  });
});

describe('the cookies', () => {
  test('are for this site alone and for no script, and hold nothing that can be read', async () => {
    const { url } = await startWithSignIn();
    const { browser } = await signedIn(url);
    const own = browser.received.filter((line) => line.startsWith('stockroom-'));

    expect(own).toHaveLength(3);
    for (const line of own) {
      expect(line).toMatch(/; Path=\/;.*; HttpOnly; SameSite=Lax$/);
      expect(line).not.toContain('Secure');
    }
    const sealed = (browser.cookie('stockroom-session') ?? '').split('.');
    const readable = sealed.map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(readable.join('')).not.toMatch(/ada|admin/i);
    expect(sealed.join('.').length).toBeLessThan(1500);
  });

  test('go over HTTPS alone where Stockroom does, and to one host', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({
      ...issuer.variables,
      PUBLIC_URL: 'https://stock.example.com',
      SESSION_KEY: 'k'.repeat(32),
    });
    const { headers } = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    expect(headers.get('set-cookie')).toMatch(
      /^__Host-stockroom-sign-in=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('of a session end after its time', async () => {
    const { url } = await startWithSignIn({ SESSION_HOURS: '0.0001' });
    const { browser } = await signedIn(url);
    const kept = browser.received.find((line) => line.startsWith('stockroom-session='));
    const expires = Date.parse(/Expires=([^;]+)/.exec(kept ?? '')?.[1] ?? '');
    expect(expires).toBeLessThanOrEqual(Date.now() + 1000);
  });

  test('open with a new key in front of the old, and not without the old', async () => {
    const [old, fresh] = ['o'.repeat(32), 'f'.repeat(32)];
    const first = await startWithSignIn({ SESSION_KEY: old });
    const { browser } = await signedIn(first.url);
    await first.service.close();
    const again = async (keys: string) => {
      const { port } = new URL(first.url);
      const gateway = await startWithSignIn({
        PORT: port,
        PUBLIC_URL: first.url,
        SESSION_KEY: keys,
      });
      const { person } = await sessionOf(browser, gateway.url);
      await gateway.service.close();
      return person?.name;
    };

    expect(await again(`${fresh},${old}`)).toBe('Ada Administrator');
    expect(await again(fresh)).toBeUndefined();
  });
});

describe('a page of another site cannot use a session', () => {
  const change = { method: 'POST', body: '{}' } as const;
  const origin = 'https://evil.example.com';
  const forged: [name: string, headers: Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', origin }],
    ['another site by a form', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site', origin }],
    ['nowhere, typed in', { 'sec-fetch-site': 'none' }],
    ['an old browser at another site', { 'sec-fetch-site': '', origin }],
    ['an old browser that hides where', { 'sec-fetch-site': '', origin: 'null' }],
  ];

  test.each(forged)('to change something, from %s', async (_name, headers) => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await echo() });
    const { browser } = await signedIn(url);
    const send = { ...change, headers: { 'content-type': 'application/json', ...headers } };

    for (const path of ['/api/v1/receipts', '/sign-out']) {
      const answer = await browser.fetch(`${url}${path}`, send);
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({
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
    'to read, although the configuration lets it call with a token: %s',
    async (_name, headers) => {
      const { url } = await startWithSignIn({ INVENTORY_URL: await echo(), CORS_ORIGINS: origin });
      const { browser } = await signedIn(url);

      const answer = await browser.fetch(`${url}/api/v1/items`, { headers });

      expect(answer.status).toBe(403);
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    },
  );

  test('unlike a link that somebody follows, and our own pages', async () => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await echo() });
    const { browser } = await signedIn(url);
    const follow = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    const olderBrowser = { 'sec-fetch-site': '', origin: url };

    expect((await browser.fetch(`${url}/api/v1/items/export`, { headers: follow })).status).toBe(
      200,
    );
    for (const headers of [{ 'sec-fetch-site': 'same-origin', origin: url }, olderBrowser]) {
      const answer = await browser.fetch(`${url}/api/v1/receipts`, { method: 'POST', headers });
      expect(answer.status).toBe(200);
    }
  });
});

describe('signing out', () => {
  test('ends the session here, and says where to end it at the issuer', async () => {
    const { url } = await startWithSignIn();
    const { browser } = await signedIn(url);

    const answer = await browser.fetch(`${url}/sign-out`, { method: 'POST' });

    const { location } = (await answer.json()) as { location: string };
    expect(location).toMatch(`${url}/development-issuer/session/end?`);
    expect((await sessionOf(browser, url)).person).toBeNull();
    const page = await (await browser.visit(location)).answer.text();
    expect(page).toContain('name="logout" value="yes"');
  });

  test('works without an issuer that has anything to end', async () => {
    const issuer = await startIssuer();
    const publicUrl = 'http://127.0.0.1:8080';
    const { url } = await startGateway({
      ...issuer.variables,
      PUBLIC_URL: publicUrl,
      SESSION_KEY: 'k'.repeat(32),
    });
    const answer = await new Browser().fetch(`${url}/sign-out`, { method: 'POST' });
    expect(await answer.json()).toEqual({});
    expect(answer.headers.get('set-cookie')).toMatch(/^stockroom-session=; .*1970/);
  });
});

describe('the development issuer', () => {
  test('gives developers tokens for the API, with the scope that they ask for', async () => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await echo() });
    const ask = async (scope: string, method: string) =>
      fetch(`${url}/api/v1/${method === 'GET' ? 'items' : 'receipts'}`, {
        method,
        headers: { authorization: `Bearer ${await developmentToken(url, scope)}` },
      });

    const answer = await ask('inventory:read', 'GET');
    expect(await answer.text()).toBe('client:developer');
    expect((await ask('inventory:read', 'POST')).status).toBe(403);
    expect((await ask('inventory:write', 'POST')).status).toBe(200);
  });

  test('answers under the names of its own machine alone', async () => {
    const { url } = await startWithSignIn();
    const ask = (host: string) =>
      new Browser().fetch(`${url}/development-issuer/.well-known/openid-configuration`, {
        headers: { host },
      });
    const { port } = new URL(url);
    expect((await ask('rebound.example.com')).status).toBe(421);
    const answer = await ask(`localhost:${port}`);
    expect(await answer.json()).toMatchObject({
      issuer: `${url}/development-issuer`,
      token_endpoint: `${url}/development-issuer/token`,
    });
  });

  test.each(['x-forwarded-host', 'forwarded'])(
    'does not take the name of its own machine from %s, which a page of another site can write',
    async (header) => {
      const { url } = await startWithSignIn({ TRUSTED_PROXIES: '1' });
      const { host } = new URL(url);
      for (const path of ['.well-known/openid-configuration', 'interaction/a']) {
        const answer = await new Browser().fetch(`${url}/development-issuer/${path}`, {
          headers: {
            host: 'rebound.example.com',
            [header]: header === 'forwarded' ? `host=${host}` : host,
          },
        });
        expect(answer.status).toBe(421);
      }
    },
  );

  test('says so to somebody who goes back to a choice that was made', async () => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const form = await choosePage(browser, url);
    await browser.fetch(await choose(browser, form, 'viewer'));
    const answer = await browser.fetch(form, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('This sign-in was not begun here');
  });

  test('asks again who it is after signing out there', async () => {
    const { url } = await startWithSignIn();
    const { browser } = await signedIn(url, 'viewer');
    const out = await browser.fetch(`${url}/sign-out`, { method: 'POST' });
    const { location } = (await out.json()) as { location: string };
    const page = await browser.visit(location);
    const html = await page.answer.text();
    const field = (name: string) =>
      new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';

    const end = await browser.visit(action, {
      method: 'POST',
      body: new URLSearchParams({ xsrf: field('xsrf'), logout: 'yes' }),
    });

    expect(end.url.href).toBe(`${url}/`);
    const callback = await choose(browser, await choosePage(browser, url), 'stock-keeper');
    await browser.fetch(callback);
    expect((await sessionOf(browser, url)).person?.id).toBe('stock-keeper');
  });
});
