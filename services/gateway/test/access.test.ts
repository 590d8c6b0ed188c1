import {
  type Access,
  routes as contract,
  operations,
  scopes,
  streams,
} from '@stockroom/client/contract';
import type { RouteOptions } from 'fastify';
import { describe, expect, test } from 'vitest';
import { Sealer } from '../src/access/sealer.ts';
import { makeKey } from '../src/api-keys/index.ts';
import { sessionKey } from './fixtures/development.ts';
import { keptKeys, makeGateway, startGateway, startUpstream } from './fixtures/gateway.ts';
import { startIssuer, type TestIssuer } from './fixtures/issuer.ts';

const publicUrl = 'http://127.0.0.1:8080';
const hour = 3_600_000;

const good = makeKey('good', 'inventory:admin');
const revoked = makeKey('revoked', 'inventory:admin');
const expired = makeKey('expired', 'inventory:admin', new Date(Date.now() - hour));
const reader = makeKey('reader', 'inventory:read');
const writer = makeKey('writer', 'inventory:write');
const unknown = makeKey('unknown', 'inventory:admin');

/** A gateway in front of a service that counts what reaches it. */
async function startCounted(variables: Record<string, string> = {}) {
  const reached: string[] = [];
  const upstream = await startUpstream((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    response.end('{}');
  });
  const issuer = await startIssuer();
  const { url, routes, service } = await startGateway({
    INVENTORY_URL: upstream,
    PUBLIC_URL: publicUrl,
    SESSION_KEY: sessionKey,
    RATE_LIMIT_PER_MINUTE: '0',
    API_KEYS_FILE: await keptKeys([
      good.key,
      { ...revoked.key, revoked: new Date().toISOString() },
      expired.key,
      reader.key,
      writer.key,
    ]),
    ...issuer.variables,
    ...variables,
  });
  return { url, service, routes: routes.flatMap(single), issuer, reached };
}

interface SingleRoute {
  readonly method: string;
  readonly url: string;
  readonly access: Access | 'nobody said';
}

const single = ({ method, url, config }: RouteOptions): SingleRoute[] =>
  [method].flat().map((one) => ({ method: one, url, access: config?.access ?? 'nobody said' }));

const scopeBelow: Readonly<Record<string, string>> = {
  'inventory:write': 'inventory:read',
  'inventory:admin': 'inventory:write',
};

/** Asks a route as somebody, with something in the place of its parameters. */
const ask = (gateway: string, { method, url }: SingleRoute, headers: Record<string, string>) =>
  fetch(`${gateway}${url.replace(/:\w+/g, 'A').replace('*', 'anything')}`, { method, headers });

function closed(routes: readonly SingleRoute[]): SingleRoute[] {
  const found = routes.filter(({ access }) => access !== 'public');
  // The contract's, with HEAD for every GET, and what else has the prefix.
  expect(found.length).toBeGreaterThan(Object.keys({ ...contract, ...streams }).length);
  return found;
}

type Headers = Record<string, string>;

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

/** A cookie of an administrator's session, sealed as the test says. */
async function sessionCookie(
  until: Date,
  { key = sessionKey, purpose = `session at ${publicUrl}` } = {},
): Promise<Headers> {
  const content = { person: { id: 'jo', name: 'Jo' }, actor: 'jo', scopes };
  const sealed = await new Sealer([key], purpose).seal(content, until);
  return { cookie: `stockroom-session=${sealed}`, 'sec-fetch-site': 'same-origin' };
}

const later = () => new Date(Date.now() + hour);

const strangers: Record<string, (issuer: TestIssuer) => Headers | Promise<Headers>> = {
  nothing: () => ({}),
  'another scheme': () => ({ authorization: 'Basic YTpi' }),
  'a bearer of nothing': () => ({ authorization: 'Bearer' }),
  'a token that is none': () => bearer('abc'),
  'a token of three empty parts': () => bearer('..'),
  'a token with a changed claim': async (issuer) => {
    const [header, , signature] = (await issuer.token()).split('.');
    const claims = Buffer.from('{"sub":"root","scope":"inventory:admin"}').toString('base64url');
    return bearer(`${header}.${claims}.${signature}`);
  },
  'an expired token': async (issuer) => bearer(await issuer.token({ expires: -60 })),
  'a token without an end': async (issuer) =>
    bearer(await issuer.token({ claims: { exp: undefined } })),
  'a token without a subject': async (issuer) =>
    bearer(await issuer.token({ claims: { sub: undefined } })),
  'a token that is not valid yet': async (issuer) =>
    bearer(await issuer.token({ claims: { nbf: Math.floor(Date.now() / 1000) + 300 } })),
  'a token signed by another': async (issuer) => bearer(await issuer.token({ forged: true })),
  'a token signed with an unknown key': async (issuer) =>
    bearer(await issuer.token({ forged: true, header: { kid: 'two' } })),
  'a token without a signature': (issuer) => bearer(issuer.unsigned()),
  'a token signed with the public key': async (issuer) =>
    bearer(await issuer.signedWithPublicKey()),
  'a token of another issuer': async (issuer) =>
    bearer(await issuer.token({ claims: { iss: 'https://evil.example.com' } })),
  'a token for another audience': async (issuer) =>
    bearer(await issuer.token({ claims: { aud: 'payroll' } })),
  'a token for no audience': async (issuer) =>
    bearer(await issuer.token({ claims: { aud: undefined } })),
  'a token for another audience, made for a client with our name': async (issuer) =>
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
  'a key with another secret': () => bearer(good.secret.slice(0, 21) + unknown.secret.slice(21)),
  'a key that is none': () => bearer('stk_abc'),
  'two keys': () => ({ ...bearer(good.secret), 'x-api-key': good.secret }),
  'a session that has expired': () => sessionCookie(new Date(Date.now() - 1000)),
  'a session that was changed': async () => {
    const { cookie = '', ...rest } = await sessionCookie(later());
    const parts = cookie.split('.');
    const [first = '', ...others] = parts[3] ?? '';
    parts[3] = (first === 'A' ? 'B' : 'A') + others.join('');
    return { cookie: parts.join('.'), ...rest };
  },
  'a session sealed with another key': () => sessionCookie(later(), { key: 'x'.repeat(32) }),
  'a session of another address': () =>
    sessionCookie(later(), { purpose: 'session at http://127.0.0.1:9090' }),
  'a begun sign-in for a session': () =>
    sessionCookie(later(), { purpose: `sign-in at ${publicUrl}` }),
};

describe('every route that is not for anybody refuses, and asks nobody behind', () => {
  test.each(Object.entries(strangers))('%s: 401', async (_name, headersOf) => {
    const { url, routes, issuer, reached } = await startCounted();
    const headers = await headersOf(issuer);

    for (const route of closed(routes)) {
      const answer = await ask(url, route, headers);
      const where = `${route.method} ${route.url}`;
      expect(answer.status, where).toBe(401);
      expect(answer.headers.get('www-authenticate'), where).toMatch(
        /^Bearer realm="stockroom"(?:, \w+="[^"\\]*")*$/,
      );
      expect(answer.headers.get('content-type'), where).toBe('application/problem+json');
      await answer.arrayBuffer();
    }
    expect(reached).toEqual([]);
  });

  const less: Record<string, (issuer: TestIssuer, scope: string | undefined) => Promise<Headers>> =
    {
      'a token': async (issuer, scope) =>
        bearer(await issuer.token({ claims: { scope: `openid ${scope ?? ''}`.trim() } })),
      'a key': async (issuer, scope) =>
        scope === undefined
          ? bearer(await issuer.token({ claims: { scope: undefined } }))
          : bearer((scope === 'inventory:read' ? reader : writer).secret),
    };

  test.each(Object.entries(less))(
    '%s with the scope below: 403, naming it',
    async (_, headersOf) => {
      const { url, routes, issuer, reached } = await startCounted();

      for (const route of closed(routes)) {
        const below = scopeBelow[route.access];
        const answer = await ask(url, route, await headersOf(issuer, below));
        const where = `${route.method} ${route.url}`;
        expect(answer.status, where).toBe(403);
        expect(answer.headers.get('www-authenticate'), where).toBe(
          `Bearer realm="stockroom", error="insufficient_scope", scope="${route.access}"`,
        );
        await answer.arrayBuffer();
      }
      expect(reached).toEqual([]);
    },
  );
});

describe('every route lets in whom it is for', () => {
  const friends: Record<string, (issuer: TestIssuer, scope: string) => Promise<Headers>> = {
    'a token with just its scope': async (issuer, scope) =>
      bearer(await issuer.token({ claims: { scope } })),
    'a token whose scopes are a list': async (issuer, scope) =>
      bearer(await issuer.token({ claims: { scope: undefined, scp: ['openid', scope] } })),
    'a key': async () => bearer(good.secret),
    'a key in a header of its own': async () => ({ 'x-api-key': good.secret }),
    'a session': () => sessionCookie(later()),
  };

  test.each(Object.entries(friends))('%s', async (_name, headersOf) => {
    const { url, routes, issuer, reached } = await startCounted();

    for (const route of closed(routes)) {
      const answer = await ask(url, route, await headersOf(issuer, route.access));
      expect(answer.status, `${route.method} ${route.url}`).toBe(200);
      await answer.arrayBuffer();
    }
    expect(reached).toHaveLength(closed(routes).length);
  });
});

describe('the routes of the gateway', () => {
  test('are those of the contract, with what it says of who may call them', async () => {
    const { routes } = await startCounted();
    for (const { method, path, access } of Object.values({ ...contract, ...streams })) {
      const url = path.replace(/\{(\w+)\}/g, ':$1');
      expect(routes).toContainEqual({ method, url, access });
    }
    expect(Object.keys(operations)).toEqual(Object.keys(contract));
  });

  test('are closed to what the contract does not know', async () => {
    const { routes } = await startCounted();
    const prefixed = routes.filter(({ url }) => url === '/api/v1/*');
    expect(prefixed.length).toBeGreaterThan(4);
    expect(new Set(prefixed.map(({ access }) => access))).toEqual(new Set(['inventory:admin']));
  });

  test('for anybody are these alone', async () => {
    const { routes } = await startCounted({ CORS_ORIGINS: 'https://shop.example.com' });
    const open = routes.filter(({ access }) => access === 'public').map(({ url }) => url);
    expect([...new Set(open)].filter((url) => !url.startsWith('/docs')).sort()).toEqual([
      '*',
      '/',
      '/*',
      '/assets/app-4f2a.js',
      '/index.html',
      '/openapi.json',
      '/session',
      '/sign-in',
      '/sign-in/callback',
      '/sign-in/page.css',
      '/sign-out',
    ]);
  });

  test('without a word of who may call them keep it from starting', async () => {
    const { service } = await makeGateway();
    service.get('/forgotten', async () => 'secret');

    await expect(service.ready()).rejects.toThrow(
      "Nobody said who may call GET /forgotten; HEAD /forgotten. Say it in the route's config: { access: 'inventory:read' }.",
    );
  });

  test('that were there before it was a gateway are for administrators only', async () => {
    const { service } = await makeGateway({}, (early) => {
      early.get('/metrics', async () => 'secret');
    });
    expect((await service.inject('/metrics')).statusCode).toBe(401);
  });
});
