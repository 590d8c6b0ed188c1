import { describe, expect, test } from 'vitest';
import { sessionCookieName } from '../../src/sessions/sessions.ts';
import { pendingSignInCookieName } from '../../src/sign-in/pending-sign-ins.ts';
import { Browser } from '../fixtures/browser.ts';
import {
  openUserSelection,
  selectUser,
  sessionOf,
  signedIn,
  startWithSignIn,
} from '../fixtures/development-issuer.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { browserVariables } from '../fixtures/gateway-with-issuer.ts';
import { startIssuer } from '../fixtures/issuer.ts';
import { required } from '../fixtures/required.ts';
import { startActorEcho } from '../fixtures/upstream.ts';

describe('signing in', () => {
  test('returns to the requested page, and pages can read the session', async () => {
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
  ])('gives the %s their permissions and their actor', async (user, actor, statuses) => {
    const { url } = await startWithSignIn({ INVENTORY_URL: await startActorEcho() });
    const { browser } = await signedIn(url, user);
    const post = { method: 'POST' } as const;

    const responses = [
      await browser.fetch(`${url}/api/v1/items`),
      await browser.fetch(`${url}/api/v1/receipts`, post),
      await browser.fetch(`${url}/api/v1/locations`, post),
    ];

    expect(responses.map(({ status }) => status)).toEqual(statuses);
    expect(await responses[0]?.text()).toBe(actor);
    expect(responses[0]?.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('is not required to read an empty session, and unavailable without an issuer', async () => {
    const { url } = await startWithSignIn();
    const { url: withoutIssuer } = await startGateway();
    const empty = { person: null, scopes: [] };

    expect(await sessionOf(new Browser(), url)).toEqual({ signIn: '/sign-in', ...empty });
    expect(await sessionOf(new Browser(), withoutIssuer)).toEqual({ signIn: null, ...empty });
    expect((await fetch(`${withoutIssuer}/sign-in`)).status).toBe(404);
  });

  test('redirects to the public URL from another name of this machine', async () => {
    const { url } = await startWithSignIn();
    const response = await fetch(`${url.replace('127.0.0.1', 'localhost')}/sign-in?return=/items`, {
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toBe(`${url}/sign-in?return=%2Fitems`);
  });

  test('ignores the host that a proxy reports', async () => {
    const { url } = await startWithSignIn({ TRUSTED_PROXIES: '1' });
    const response = await fetch(`${url}/sign-in?return=/items`, {
      redirect: 'manual',
      headers: { 'x-forwarded-host': `localhost:${new URL(url).port}` },
    });
    expect(response.headers.get('location')).toContain('/development-issuer/auth?');
  });

  test('requests PKCE, state and nonce, and the scopes', async () => {
    const { url } = await startWithSignIn({ OIDC_SIGN_IN_PARAMETERS: '' });
    const { headers } = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    const parameters = new URL(required(headers.get('location'), 'location')).searchParams;
    expect(Object.fromEntries(parameters)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${url}/sign-in/callback`,
      scope: 'openid profile email inventory:read inventory:write inventory:admin',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('sends additional parameters to other issuers', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({
      ...issuer.variables,
      ...browserVariables,
      PUBLIC_URL: 'https://stock.example.com',
      OIDC_SCOPE_PREFIX: 'stockroom/',
      OIDC_SIGN_IN_PARAMETERS: 'audience=stockroom&organization=a%20b',
    });
    const { headers } = await fetch(`${url}/sign-in`, { redirect: 'manual' });
    const parameters = new URL(required(headers.get('location'), 'location')).searchParams;
    expect(parameters.get('scope')).toMatch(/ stockroom\/inventory:read /);
    expect(parameters.get('audience')).toBe('stockroom');
    expect(parameters.get('organization')).toBe('a b');
    expect(parameters.get('redirect_uri')).toBe('https://stock.example.com/sign-in/callback');
  });
});

describe('a sign-in is completed once, by the browser that started it', () => {
  const expectProblem = async (response: Response, problem: string) => {
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type: `urn:stockroom:problem:${problem}` });
  };

  test('not twice', async () => {
    const { url } = await startWithSignIn();
    const { browser, callback } = await signedIn(url);
    await expectProblem(await browser.fetch(callback), 'sign-in-not-begun');
  });

  test('not twice with a copied cookie: the code is used up', async () => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const callback = await selectUser(browser, await openUserSelection(browser, url), 'viewer');
    const thief = new Browser();
    thief.setCookie(
      pendingSignInCookieName,
      required(browser.cookie(pendingSignInCookieName), 'pending sign-in'),
    );
    expect((await browser.fetch(callback)).status).toBe(302);

    await expectProblem(await thief.fetch(callback), 'sign-in-failed');
    expect(thief.cookie(sessionCookieName)).toBeUndefined();
  });

  test('not by a link from an attacker, to sign the victim in to another account', async () => {
    const { url } = await startWithSignIn();
    const attacker = new Browser();
    const link = await selectUser(attacker, await openUserSelection(attacker, url), 'viewer');

    const victim = new Browser();
    await expectProblem(await victim.fetch(link), 'sign-in-not-begun');
    await openUserSelection(victim, url);
    await expectProblem(await victim.fetch(link), 'sign-in-failed');
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
    const callback = await selectUser(browser, await openUserSelection(browser, url), 'viewer');
    change(callback);

    await expectProblem(await browser.fetch(callback), 'sign-in-failed');
    expect((await sessionOf(browser, url)).person).toBeNull();
  });

  test('an error is a page in a browser, with a link to try again', async () => {
    const { url } = await startWithSignIn();
    const response = await fetch(`${url}/sign-in/callback?code=a&state=b`, {
      headers: { accept: 'text/html' },
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<a href="/sign-in">');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  test.each([
    ['two return addresses', '/sign-in?return=/a&return=/b', 'The request is not valid'],
    [
      'a return address at another site',
      '/sign-in?return=//evil.example.com',
      'The return address',
    ],
  ])('%s: also a page in a browser', async (_what, path, title) => {
    const { url } = await startWithSignIn();
    const response = await fetch(url + path, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain(`<h1>${title}`);
  });

  test('not with the callback of another sign-in, which leaves this one pending', async () => {
    const { url } = await startWithSignIn();
    const [browser, another] = [new Browser(), new Browser()];
    const other = await selectUser(another, await openUserSelection(another, url), 'viewer');
    const own = await selectUser(
      browser,
      await openUserSelection(browser, url, '/items'),
      'viewer',
    );

    await expectProblem(await browser.fetch(other), 'sign-in-failed');

    const response = await browser.fetch(own);
    expect(response.headers.get('location')).toBe('/items');
    expect((await sessionOf(browser, url)).person?.id).toBe('viewer');
  });

  test('not without a selected user: 403', async () => {
    const { url } = await startWithSignIn();
    const browser = new Browser();
    const response = await browser.fetch(
      await selectUser(browser, await openUserSelection(browser, url), 'me'),
    );
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:stockroom:problem:sign-in-refused' });
  });
});

describe('signing out', () => {
  test('ends the session here, and returns where to end it at the issuer', async () => {
    const { url } = await startWithSignIn();
    const { browser } = await signedIn(url);

    const response = await browser.fetch(`${url}/sign-out`, { method: 'POST' });

    const { location } = (await response.json()) as { location: string };
    expect(location).toMatch(`${url}/development-issuer/session/end?`);
    expect((await sessionOf(browser, url)).person).toBeNull();
    const page = await (await browser.visit(location)).response.text();
    expect(page).toContain('name="logout" value="yes"');
  });

  test('works if the issuer has no endpoint for it', async () => {
    const issuer = await startIssuer();
    const { url } = await startGateway({ ...issuer.variables, ...browserVariables });
    const response = await new Browser().fetch(`${url}/sign-out`, { method: 'POST' });
    expect(await response.json()).toEqual({});
    expect(response.headers.get('set-cookie')).toMatch(/^stockroom-session=; .*1970/);
  });
});
