import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Browser } from './fixtures/browser.ts';
import type { TestIssuer } from './fixtures/issuer.ts';
import { startTrustingGateway } from './fixtures/trusting-gateway.ts';

/** A browser that comes back from an issuer, which gives what the test says for the code. */
async function comeBack(
  variables: Record<string, string>,
  tokens: (issuer: TestIssuer, nonce: string) => Promise<object>,
  meanwhile: (issuer: TestIssuer) => void = () => {},
) {
  const { issuer, url } = await startTrustingGateway(variables);
  const browser = new Browser();
  const begun = await browser.fetch(`${url}/sign-in`);
  const asked = new URL(begun.headers.get('location') ?? '').searchParams;
  issuer.state.tokens = {
    token_type: 'Bearer',
    ...(await tokens(issuer, asked.get('nonce') ?? '')),
  };
  meanwhile(issuer);
  const back = new URLSearchParams({ code: 'a-code', state: asked.get('state') ?? '' });
  const answer = await browser.fetch(`${url}/sign-in/callback?${back}`);
  return { answer, asked, browser, url };
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

const good = async (issuer: TestIssuer, nonce: string) => ({
  access_token: await issuer.token(),
  id_token: await idToken(issuer, nonce),
});

describe('signing in at an issuer like Amazon Cognito', () => {
  test('takes the name from the ID token and the permissions from the groups', async () => {
    const { answer, asked, browser, url } = await comeBack(
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

    expect(asked.get('scope')).toBe('openid profile email');
    expect(answer.status).toBe(302);
    expect(await (await browser.fetch(`${url}/session`)).json()).toMatchObject({
      person: { id: 'jo', name: 'jo@example.com', email: 'jo@example.com' },
      scopes: ['inventory:read', 'inventory:write'],
    });
    expect(await (await browser.fetch(`${url}/api/v1/items`)).text()).toBe('jo@example.com');
  });
});

describe('who signs in is known in the ledger', () => {
  test.each<[what: string, actor: string, id: object, access: object]>([
    [
      'by the verified email of the ID token',
      'jo@example.com',
      { email: 'jo@example.com', email_verified: true },
      { email: 'other@example.com', email_verified: true },
    ],
    [
      'by that of the access token where the ID token has none',
      'jo@example.com',
      {},
      { email: 'jo@example.com', email_verified: true },
    ],
    [
      'by sub where one token has an email and the other says that one is verified',
      'sub:jo',
      { email: 'boss@example.com' },
      { email: 'jo@example.com', email_verified: true },
    ],
    [
      'by sub and not by a name that people choose',
      'sub:jo',
      { preferred_username: 'boss@example.com', name: 'Ada Administrator' },
      { preferred_username: 'boss@example.com' },
    ],
  ])('%s', async (_what, actor, id, access) => {
    const { browser, url } = await comeBack({}, async (issuer, nonce) => ({
      access_token: await issuer.token({ claims: { ...access } }),
      id_token: await idToken(issuer, nonce, id),
    }));
    expect(await (await browser.fetch(`${url}/api/v1/items`)).text()).toBe(actor);
  });
});

describe('nobody is signed in', () => {
  const problemOf = async (answer: Response) => ({
    status: answer.status,
    type: ((await answer.json()) as { type: string }).type.split(':').at(-1),
  });

  test.each<[what: string, tokens: (issuer: TestIssuer, nonce: string) => Promise<object>]>([
    ['a nonce of another sign-in', async (issuer) => good(issuer, 'another')],
    ['no ID token', async (issuer) => ({ access_token: await issuer.token() })],
    [
      'an ID token for another client',
      async (issuer, nonce) => ({
        ...(await good(issuer, nonce)),
        id_token: await idToken(issuer, nonce, { aud: 'another' }),
      }),
    ],
    [
      'an ID token for this client and another, without azp',
      async (issuer, nonce) => ({
        ...(await good(issuer, nonce)),
        id_token: await idToken(issuer, nonce, { aud: ['stockroom-gateway', 'another'] }),
      }),
    ],
    [
      'an ID token for this client and another, with the azp of the other',
      async (issuer, nonce) => ({
        ...(await good(issuer, nonce)),
        id_token: await idToken(issuer, nonce, {
          aud: ['stockroom-gateway', 'another'],
          azp: 'another',
        }),
      }),
    ],
    [
      'an ID token of another issuer',
      async (issuer, nonce) => ({
        ...(await good(issuer, nonce)),
        id_token: await idToken(issuer, nonce, { iss: 'https://evil.example.com' }),
      }),
    ],
  ])('with %s', async (_what, tokens) => {
    const { answer, browser } = await comeBack({}, tokens);
    expect(await problemOf(answer)).toEqual({ status: 400, type: 'sign-in-failed' });
    expect(browser.cookie('stockroom-session')).toBeUndefined();
  });

  test.each<[what: string, token: (issuer: TestIssuer) => Promise<string>]>([
    ['that is no JWT', async () => 'opaque'],
    ['for another audience', (issuer) => issuer.token({ claims: { aud: 'payroll' } })],
    ['signed by another', (issuer) => issuer.token({ forged: true })],
    ['of another person', (issuer) => issuer.token({ claims: { sub: 'ada' } })],
    ['without a subject', (issuer) => issuer.token({ claims: { sub: '' } })],
    ['that a program got for itself', (issuer) => issuer.token({ claims: { client_id: 'jo' } })],
  ])('with an access token %s', async (_what, token) => {
    const { answer, browser } = await comeBack({}, async (issuer, nonce) => ({
      ...(await good(issuer, nonce)),
      access_token: await token(issuer),
    }));
    expect(await problemOf(answer)).toEqual({ status: 502, type: 'unusable-access-token' });
    expect(browser.cookie('stockroom-session')).toBeUndefined();
  });

  /** What an ID token says of the access token beside it. */
  const comeBackWithHash = (hashOf: (accessToken: string) => unknown) =>
    comeBack({}, async (issuer, nonce) => {
      const { access_token } = await good(issuer, nonce);
      return {
        access_token,
        id_token: await idToken(issuer, nonce, { at_hash: hashOf(access_token) }),
      };
    });
  const halfOfHash = (text: string) =>
    createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

  test.each<[what: string, hashOf: (accessToken: string) => unknown]>([
    ['of another access token', () => halfOfHash('another')],
    ['of all of it', (token) => createHash('sha256').update(token).digest('base64url')],
    ['that is not text', () => ({})],
  ])('with an ID token whose at_hash is the hash %s', async (_what, hashOf) => {
    const { answer, browser } = await comeBackWithHash(hashOf);
    expect(await problemOf(answer)).toEqual({ status: 502, type: 'unusable-access-token' });
    expect(browser.cookie('stockroom-session')).toBeUndefined();
  });

  test('unless the at_hash belongs to the access token', async () => {
    expect((await comeBackWithHash(halfOfHash)).answer.status).toBe(302);
  });

  test.each(['answers 503', 'breaks connections'] as const)(
    'by an issuer that %s when it comes to the code',
    async (how) => {
      const { answer } = await comeBack({}, good, ({ state }) => {
        state.isAway = how;
      });
      expect(await problemOf(answer)).toEqual({ status: 503, type: 'sign-in-unavailable' });
      expect(answer.headers.get('retry-after')).toBe('5');
    },
  );

  test('but somebody is with what belongs together', async () => {
    const { answer } = await comeBack({}, good);
    expect(answer.status).toBe(302);
  });
});
