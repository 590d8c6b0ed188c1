import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { sessionCookieName } from '../../src/sessions/sessions.ts';
import { Browser } from '../fixtures/browser.ts';
import { startGatewayWithIssuer } from '../fixtures/gateway-with-issuer.ts';
import type { IssuerFailure, TestIssuer } from '../fixtures/issuer.ts';
import { required } from '../fixtures/required.ts';

/** Completes a sign-in in a browser. The issuer exchanges the code for the test's tokens. */
async function completeSignIn(
  variables: Record<string, string>,
  tokens: (issuer: TestIssuer, nonce: string) => Promise<object>,
  meanwhile: (issuer: TestIssuer) => void = () => {},
) {
  const { issuer, url } = await startGatewayWithIssuer(variables);
  const browser = new Browser();
  const redirect = await browser.fetch(`${url}/sign-in`);
  const parameters = new URL(required(redirect.headers.get('location'), 'location')).searchParams;
  issuer.state.tokens = {
    token_type: 'Bearer',
    ...(await tokens(issuer, required(parameters.get('nonce'), 'nonce'))),
  };
  meanwhile(issuer);
  const callback = new URLSearchParams({
    code: 'a-code',
    state: required(parameters.get('state'), 'state'),
  });
  const response = await browser.fetch(`${url}/sign-in/callback?${callback}`);
  return { response, parameters, browser, url };
}

const idToken = (issuer: TestIssuer, nonce: string, claims: object = {}) =>
  issuer.token({
    header: { typ: 'JWT' },
    claims: {
      aud: 'stockroom-gateway',
      iat: Math.floor(Date.now() / 1000),
      nonce,
      scope: undefined,
      ...claims,
    },
  });

const validTokens = async (issuer: TestIssuer, nonce: string) => ({
  access_token: await issuer.token(),
  id_token: await idToken(issuer, nonce),
});

describe('signing in at an issuer like Amazon Cognito', () => {
  test('takes the name from the ID token and the permissions from the groups', async () => {
    const { response, parameters, browser, url } = await completeSignIn(
      {
        OIDC_AUDIENCE: 'stockroom-gateway',
        OIDC_SCOPE_PREFIX: 'stockroom/',
        OIDC_PERMISSIONS_CLAIM: 'cognito:groups',
      },
      async (issuer, nonce) => ({
        access_token: await issuer.token({
          header: { typ: 'JWT' },
          claims: {
            aud: undefined,
            client_id: 'stockroom-gateway',
            token_use: 'access',
            scope: 'openid profile email',
            'cognito:groups': ['inventory:write', 'staff'],
          },
        }),
        id_token: await idToken(issuer, nonce, {
          token_use: 'id',
          email: 'jo@example.com',
          email_verified: true,
        }),
      }),
    );

    expect(parameters.get('scope')).toBe('openid profile email');
    expect(response.status).toBe(302);
    expect(await (await browser.fetch(`${url}/session`)).json()).toMatchObject({
      person: { id: 'jo', name: 'jo@example.com', email: 'jo@example.com' },
      scopes: ['inventory:read', 'inventory:write'],
    });
    expect(await (await browser.fetch(`${url}/api/v1/items`)).text()).toBe('jo@example.com');
  });
});

describe('the actor of a signed-in user is', () => {
  test.each<[what: string, actor: string, id: object, access: object]>([
    [
      'the verified email of the ID token',
      'jo@example.com',
      { email: 'jo@example.com', email_verified: true },
      { email: 'other@example.com', email_verified: true },
    ],
    [
      'the verified email of the access token if the ID token has none',
      'jo@example.com',
      {},
      { email: 'jo@example.com', email_verified: true },
    ],
    [
      'sub if the email and its verification are in different tokens',
      'sub:jo',
      { email: 'boss@example.com' },
      { email: 'jo@example.com', email_verified: true },
    ],
    [
      'sub, and never a name that users can choose',
      'sub:jo',
      { preferred_username: 'boss@example.com', name: 'Ada Administrator' },
      { preferred_username: 'boss@example.com' },
    ],
  ])('%s', async (_what, actor, id, access) => {
    const { browser, url } = await completeSignIn({}, async (issuer, nonce) => ({
      access_token: await issuer.token({ claims: { ...access } }),
      id_token: await idToken(issuer, nonce, id),
    }));
    expect(await (await browser.fetch(`${url}/api/v1/items`)).text()).toBe(actor);
  });
});

describe('a sign-in fails', () => {
  const problemOf = async (response: Response) => ({
    status: response.status,
    type: ((await response.json()) as { type: string }).type.split(':').at(-1),
  });

  test.each<[what: string, tokens: (issuer: TestIssuer, nonce: string) => Promise<object>]>([
    ['a nonce of another sign-in', async (issuer) => validTokens(issuer, 'another')],
    ['no ID token', async (issuer) => ({ access_token: await issuer.token() })],
    [
      'an ID token for another client',
      async (issuer, nonce) => ({
        ...(await validTokens(issuer, nonce)),
        id_token: await idToken(issuer, nonce, { aud: 'another' }),
      }),
    ],
    [
      'an ID token for this client and another, without azp',
      async (issuer, nonce) => ({
        ...(await validTokens(issuer, nonce)),
        id_token: await idToken(issuer, nonce, { aud: ['stockroom-gateway', 'another'] }),
      }),
    ],
    [
      'an ID token for this client and another, with the azp of the other',
      async (issuer, nonce) => ({
        ...(await validTokens(issuer, nonce)),
        id_token: await idToken(issuer, nonce, {
          aud: ['stockroom-gateway', 'another'],
          azp: 'another',
        }),
      }),
    ],
    [
      'an ID token of another issuer',
      async (issuer, nonce) => ({
        ...(await validTokens(issuer, nonce)),
        id_token: await idToken(issuer, nonce, { iss: 'https://evil.example.com' }),
      }),
    ],
  ])('with %s', async (_what, tokens) => {
    const { response, browser } = await completeSignIn({}, tokens);
    expect(await problemOf(response)).toEqual({ status: 400, type: 'sign-in-failed' });
    expect(browser.cookie(sessionCookieName)).toBeUndefined();
  });

  test.each<[what: string, token: (issuer: TestIssuer) => Promise<string>]>([
    ['that is not a JWT', async () => 'opaque'],
    ['for another audience', (issuer) => issuer.token({ claims: { aud: 'payroll' } })],
    ['signed by another', (issuer) => issuer.token({ forged: true })],
    ['of another person', (issuer) => issuer.token({ claims: { sub: 'ada' } })],
    ['without a subject', (issuer) => issuer.token({ claims: { sub: '' } })],
    [
      'that a program obtained for itself',
      (issuer) => issuer.token({ claims: { client_id: 'jo' } }),
    ],
  ])('with an access token %s', async (_what, token) => {
    const { response, browser } = await completeSignIn({}, async (issuer, nonce) => ({
      ...(await validTokens(issuer, nonce)),
      access_token: await token(issuer),
    }));
    expect(await problemOf(response)).toEqual({ status: 502, type: 'unusable-access-token' });
    expect(browser.cookie(sessionCookieName)).toBeUndefined();
  });

  /** Completes a sign-in with this `at_hash` in the ID token. */
  const completeWithHash = (hashOf: (accessToken: string) => unknown) =>
    completeSignIn({}, async (issuer, nonce) => {
      const { access_token } = await validTokens(issuer, nonce);
      return {
        access_token,
        id_token: await idToken(issuer, nonce, { at_hash: hashOf(access_token) }),
      };
    });
  const halfOfHash = (text: string) =>
    createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

  test.each<[what: string, hashOf: (accessToken: string) => unknown]>([
    ['of another access token', () => halfOfHash('another')],
    [
      'of the access token, unshortened',
      (token) => createHash('sha256').update(token).digest('base64url'),
    ],
    ['that is not text', () => ({})],
  ])('with an ID token whose at_hash is the hash %s', async (_what, hashOf) => {
    const { response, browser } = await completeWithHash(hashOf);
    expect(await problemOf(response)).toEqual({ status: 502, type: 'unusable-access-token' });
    expect(browser.cookie(sessionCookieName)).toBeUndefined();
  });

  test('but not with the at_hash of the access token', async () => {
    expect((await completeWithHash(halfOfHash)).response.status).toBe(302);
  });

  test.each<IssuerFailure>(['responds with 503', 'breaks connections'])(
    'if the issuer %s during the exchange of the code',
    async (failure) => {
      const { response } = await completeSignIn({}, validTokens, ({ state }) => {
        state.failure = failure;
      });
      expect(await problemOf(response)).toEqual({ status: 503, type: 'sign-in-unavailable' });
      expect(response.headers.get('retry-after')).toBe('5');
    },
  );

  test('but not with valid tokens of one person', async () => {
    const { response } = await completeSignIn({}, validTokens);
    expect(response.status).toBe(302);
  });
});
