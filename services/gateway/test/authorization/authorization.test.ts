import { routes as contract, scopes, streams } from '@stockroom/client/contract';
import { describe, expect, test } from 'vitest';
import { makeKey } from '../../src/api-keys/index.ts';
import { EncryptedCookie } from '../../src/sessions/encrypted-cookie.ts';
import { sessionCookieName } from '../../src/sessions/sessions.ts';
import { sessionKey } from '../fixtures/development-issuer.ts';
import { startGateway, storeKeys } from '../fixtures/gateway.ts';
import { startIssuer, type TestIssuer } from '../fixtures/issuer.ts';
import { required } from '../fixtures/required.ts';
import { type SingleRoute, singleRoutes } from '../fixtures/routes.ts';
import { startRecorder } from '../fixtures/upstream.ts';

const publicUrl = 'http://127.0.0.1:8080';
const hour = 3_600_000;

const valid = makeKey('valid', 'inventory:admin');
const revoked = makeKey('revoked', 'inventory:admin');
const expired = makeKey('expired', 'inventory:admin', new Date(Date.now() - hour));
const reader = makeKey('reader', 'inventory:read');
const writer = makeKey('writer', 'inventory:write');
const unknown = makeKey('unknown', 'inventory:admin');

/** A gateway with every way to authenticate, in front of a service that records its requests. */
async function startRecorded() {
  const { url: upstream, reached } = await startRecorder();
  const issuer = await startIssuer();
  const { url, routes } = await startGateway({
    INVENTORY_URL: upstream,
    PUBLIC_URL: publicUrl,
    SESSION_KEY: sessionKey,
    RATE_LIMIT_PER_MINUTE: '0',
    API_KEYS_FILE: await storeKeys([
      valid.key,
      { ...revoked.key, revoked: new Date().toISOString() },
      expired.key,
      reader.key,
      writer.key,
    ]),
    ...issuer.variables,
  });
  return { url, routes: routes.flatMap(singleRoutes), issuer, reached };
}

const scopeBelow: Readonly<Record<string, string>> = {
  'inventory:write': 'inventory:read',
  'inventory:admin': 'inventory:write',
};

/** Sends a request to a route, with a value for each of its parameters. */
const send = (gateway: string, { method, url }: SingleRoute, headers: Record<string, string>) =>
  fetch(`${gateway}${url.replace(/:\w+/g, 'A').replace('*', 'anything')}`, { method, headers });

function protectedRoutes(routes: readonly SingleRoute[]): SingleRoute[] {
  const found = routes.filter(({ access }) => access !== 'public');
  // Those of the contract, HEAD for every GET, and the wildcard below the prefix.
  expect(found.length).toBeGreaterThan(Object.keys({ ...contract, ...streams }).length);
  return found;
}

type Headers = Record<string, string>;

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

/** The cookie of an administrator's session, encrypted as the test demands. */
async function sessionCookie(
  expires: Date,
  { key = sessionKey, purpose = 'session', at = publicUrl } = {},
): Promise<Headers> {
  const content = { person: { id: 'jo', name: 'Jo' }, actor: 'jo', scopes };
  const cookie = new EncryptedCookie({
    name: sessionCookieName,
    purpose,
    publicUrl: at,
    keys: [key],
  });
  const value = await cookie.encrypt(content, expires);
  return { cookie: `${sessionCookieName}=${value}`, 'sec-fetch-site': 'same-origin' };
}

const later = () => new Date(Date.now() + hour);

const invalidCredentials: Record<string, (issuer: TestIssuer) => Headers | Promise<Headers>> = {
  'no credentials': () => ({}),
  'another scheme': () => ({ authorization: 'Basic YTpi' }),
  'an empty bearer token': () => ({ authorization: 'Bearer' }),
  'a token that is not a JWT': () => bearer('abc'),
  'a token of three empty parts': () => bearer('..'),
  'a token with a changed claim': async (issuer) => {
    const [header, , signature] = (await issuer.token()).split('.');
    const claims = Buffer.from('{"sub":"root","scope":"inventory:admin"}').toString('base64url');
    return bearer(`${header}.${claims}.${signature}`);
  },
  'an expired token': async (issuer) => bearer(await issuer.token({ expires: -60 })),
  'a token without an expiry': async (issuer) =>
    bearer(await issuer.token({ claims: { exp: undefined } })),
  'a token without a subject': async (issuer) =>
    bearer(await issuer.token({ claims: { sub: undefined } })),
  'a token that is not valid yet': async (issuer) =>
    bearer(await issuer.token({ claims: { nbf: Math.floor(Date.now() / 1000) + 300 } })),
  'a token signed with another key': async (issuer) => bearer(await issuer.token({ forged: true })),
  'a token signed with an unknown key': async (issuer) =>
    bearer(await issuer.token({ forged: true, header: { kid: 'two' } })),
  'a token without a signature': (issuer) => bearer(issuer.unsigned()),
  'a token signed with the public key': async (issuer) =>
    bearer(await issuer.signedWithPublicKey()),
  'a token of another issuer': async (issuer) =>
    bearer(await issuer.token({ claims: { iss: 'https://evil.example.com' } })),
  'a token for another audience': async (issuer) =>
    bearer(await issuer.token({ claims: { aud: 'payroll' } })),
  'a token without an audience': async (issuer) =>
    bearer(await issuer.token({ claims: { aud: undefined } })),
  'a token for another audience, issued to a client with our name': async (issuer) =>
    bearer(await issuer.token({ claims: { aud: 'payroll', client_id: 'stockroom' } })),
  'an ID token': async (issuer) =>
    bearer(await issuer.token({ header: { typ: 'JWT' }, claims: { nonce: 'n', at_hash: 'h' } })),
  "Amazon Cognito's ID token": async (issuer) =>
    bearer(await issuer.token({ header: { typ: 'JWT' }, claims: { token_use: 'id' } })),
  "Keycloak's ID token": async (issuer) =>
    bearer(await issuer.token({ header: { typ: 'JWT' }, claims: { typ: 'ID' } })),
  'a logout token': async (issuer) => bearer(await issuer.token({ header: { typ: 'logout+jwt' } })),
  'a revoked key': () => bearer(revoked.secret),
  'an expired key': () => bearer(expired.secret),
  'an unknown key': () => bearer(unknown.secret),
  'a key with another secret': () => bearer(valid.secret.slice(0, 21) + unknown.secret.slice(21)),
  'a malformed key': () => bearer('stk_abc'),
  'two keys': () => ({ ...bearer(valid.secret), 'x-api-key': valid.secret }),
  'a session that has expired': () => sessionCookie(new Date(Date.now() - 1000)),
  'a session that was changed': async () => {
    const { cookie, ...rest } = await sessionCookie(later());
    const parts = required(cookie, 'cookie').split('.');
    const [first, ...others] = required(parts[3], 'ciphertext');
    parts[3] = (first === 'A' ? 'B' : 'A') + others.join('');
    return { cookie: parts.join('.'), ...rest };
  },
  'a session encrypted with another key': () => sessionCookie(later(), { key: 'x'.repeat(32) }),
  'a session of another address': () => sessionCookie(later(), { at: 'http://127.0.0.1:9090' }),
  'a pending sign-in instead of a session': () => sessionCookie(later(), { purpose: 'sign-in' }),
};

describe('every protected route rejects invalid credentials, and sends no upstream request', () => {
  test.each(Object.entries(invalidCredentials))('%s: 401', async (_name, headersOf) => {
    const { url, routes, issuer, reached } = await startRecorded();
    const headers = await headersOf(issuer);

    for (const route of protectedRoutes(routes)) {
      const response = await send(url, route, headers);
      const where = `${route.method} ${route.url}`;
      expect(response.status, where).toBe(401);
      expect(response.headers.get('www-authenticate'), where).toMatch(
        /^Bearer realm="stockroom"(?:, \w+="[^"\\]*")*$/,
      );
      expect(response.headers.get('content-type'), where).toBe('application/problem+json');
      await response.arrayBuffer();
    }
    expect(reached).toEqual([]);
  });

  const insufficient: Record<
    string,
    (issuer: TestIssuer, scope: string | undefined) => Promise<Headers>
  > = {
    'a token': async (issuer, scope) =>
      bearer(await issuer.token({ claims: { scope: `openid ${scope ?? ''}`.trim() } })),
    'a key': async (issuer, scope) =>
      scope === undefined
        ? bearer(await issuer.token({ claims: { scope: undefined } }))
        : bearer((scope === 'inventory:read' ? reader : writer).secret),
  };

  test.each(Object.entries(insufficient))(
    '%s with the scope below: 403, naming it',
    async (_, headersOf) => {
      const { url, routes, issuer, reached } = await startRecorded();

      for (const route of protectedRoutes(routes)) {
        const below = scopeBelow[route.access];
        const response = await send(url, route, await headersOf(issuer, below));
        const where = `${route.method} ${route.url}`;
        expect(response.status, where).toBe(403);
        expect(response.headers.get('www-authenticate'), where).toBe(
          `Bearer realm="stockroom", error="insufficient_scope", scope="${route.access}"`,
        );
        await response.arrayBuffer();
      }
      expect(reached).toEqual([]);
    },
  );
});

describe('every protected route accepts a caller with its scope', () => {
  const validCredentials: Record<string, (issuer: TestIssuer, scope: string) => Promise<Headers>> =
    {
      'a token with exactly its scope': async (issuer, scope) =>
        bearer(await issuer.token({ claims: { scope } })),
      'a token whose scopes are a list': async (issuer, scope) =>
        bearer(await issuer.token({ claims: { scope: undefined, scp: ['openid', scope] } })),
      'a key': async () => bearer(valid.secret),
      'a key in X-Api-Key': async () => ({ 'x-api-key': valid.secret }),
      'a session': () => sessionCookie(later()),
    };

  test.each(Object.entries(validCredentials))('%s', async (_name, headersOf) => {
    const { url, routes, issuer, reached } = await startRecorded();

    for (const route of protectedRoutes(routes)) {
      const response = await send(url, route, await headersOf(issuer, route.access));
      expect(response.status, `${route.method} ${route.url}`).toBe(200);
      await response.arrayBuffer();
    }
    expect(reached).toHaveLength(protectedRoutes(routes).length);
  });
});
