import { describe, expect, test } from 'vitest';
import { createGateway } from '../fixtures/gateway.ts';
import { browserVariables, startGatewayWithIssuer } from '../fixtures/gateway-with-issuer.ts';
import { type IssuerFailure, startIssuer } from '../fixtures/issuer.ts';

/** A gateway that trusts an issuer, and a function that sends it a request with a token. */
async function startTrusting(variables: Record<string, string> = {}) {
  const { issuer, url } = await startGatewayWithIssuer(variables);
  const send = (token: string, method = 'GET') =>
    fetch(`${url}/api/v1/${method === 'GET' ? 'items' : 'receipts'}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
  return { issuer, send, url };
}

describe('the actor of an access token is', () => {
  test.each<[actor: string, claims: Record<string, unknown>]>([
    ['jo@example.com', { email: 'jo@example.com', email_verified: true }],
    ['jo@example.com', { email: 'jo@example.com', email_verified: 'true' }],
    ['Jo@Example.com', { email: 'Jo@Example.com', email_verified: true }],
    ['100%25@example.com', { email: '100%@example.com', email_verified: true }],
    ['sub:auth0|42', { sub: 'auth0|42' }],
    ['sub:100%25', { sub: '100%' }],
    ['sub:a%0D%0Ax:%20y', { sub: 'a\r\nx: y' }],
    ['sub:%20jo%20', { sub: ' jo ' }],
    ['client:shop', { sub: 'shop', client_id: 'shop' }],
    ['client:shop@clients', { sub: 'shop@clients', azp: 'shop' }],
  ])('%s', async (actor, claims) => {
    const { issuer, send } = await startTrusting();
    const response = await send(await issuer.token({ claims }));
    expect(await response.text()).toBe(actor);
  });

  test.each<[what: string, claims: Record<string, unknown>]>([
    ['not verified', { email: 'boss@example.com' }],
    ['explicitly not verified', { email: 'boss@example.com', email_verified: 'false' }],
    ['not an address', { email: 'anonymous', email_verified: true }],
    ['two addresses', { email: 'jo@x@example.com', email_verified: true }],
    ['the name of an API key', { email: 'key:scanner@example.com', email_verified: true }],
    ['the name of a program', { email: 'client:shop@clients', email_verified: true }],
    ['a line of a log', { email: 'jo@example.com\nroot@example.com', email_verified: true }],
    ['not ASCII', { email: 'jö@example.com', email_verified: true }],
    ['too long', { email: `${'a'.repeat(250)}@b.cd`, email_verified: true }],
    ['a list', { email: ['boss@example.com'], email_verified: true }],
  ])('sub if the email is %s', async (_what, claims) => {
    const { issuer, send } = await startTrusting();
    const response = await send(
      await issuer.token({ claims: { ...claims, preferred_username: 'boss@example.com' } }),
    );
    expect(await response.text()).toBe('sub:jo');
  });

  test.each(['boss@example.com', 'anonymous', 'system', 'demo data', 'key:scanner', 'client:shop'])(
    'never %s because of a name that users can choose',
    async (forged) => {
      const { issuer, send } = await startTrusting();
      for (const claims of [
        { preferred_username: forged, name: forged, email: forged },
        { sub: forged },
      ]) {
        const actor = await (await send(await issuer.token({ claims }))).text();
        expect(actor).toMatch(/^sub:/);
      }
    },
  );

  test('different for two people, however long and similar their names are', async () => {
    const { issuer, send } = await startTrusting();
    const long = (sub: string) => sub.padStart(255, '%');
    const first = await (await send(await issuer.token({ claims: { sub: long('1') } }))).text();
    const second = await (await send(await issuer.token({ claims: { sub: long('2') } }))).text();

    expect(first).toMatch(/^sub:%25%25.* sha256:[0-9a-f]{64}$/);
    expect(first.length).toBeLessThanOrEqual(254);
    expect(second).not.toBe(first);
    // No sub can imitate a shortened one.
    const copied = await send(await issuer.token({ claims: { sub: first.slice('sub:'.length) } }));
    expect(await copied.text()).not.toBe(first);
  });

  test.each<[what: string, sub: unknown]>([
    ['is empty', ''],
    ['is an object', { name: 'jo' }],
    ['is a number', 42],
    ['is a list', ['jo']],
    ['has more than 255 characters', 'a'.repeat(256)],
    ['has other characters than ASCII', 'jö'],
    ['is missing', undefined],
  ])('missing if sub %s: 401', async (_what, sub) => {
    const { issuer, send } = await startTrusting();
    const response = await send(await issuer.token({ claims: { sub } }));
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });
});

describe('the scopes of a caller come from the issuer', () => {
  test("Amazon Cognito: a person's groups, whatever the scopes of the client", async () => {
    const { issuer, send } = await startTrusting({
      OIDC_AUDIENCE: 'app-client',
      OIDC_SCOPE_PREFIX: 'stockroom/',
      OIDC_PERMISSIONS_CLAIM: 'cognito:groups',
    });
    const person = (groups: string[] | undefined) =>
      issuer.token({
        header: { typ: 'JWT' },
        claims: {
          aud: undefined,
          client_id: 'app-client',
          token_use: 'access',
          scope: 'openid stockroom/inventory:admin',
          'cognito:groups': groups,
        },
      });

    expect((await send(await person(['inventory:write']), 'POST')).status).toBe(200);
    expect((await send(await person(['inventory:read']), 'POST')).status).toBe(403);
    expect((await send(await person(['inventory:read']))).status).toBe(200);
    expect((await send(await person(undefined))).status).toBe(403);
  });

  test("Amazon Cognito: a program's scopes, with their prefix", async () => {
    const { issuer, send } = await startTrusting({
      OIDC_AUDIENCE: 'app-client,machine',
      OIDC_SCOPE_PREFIX: 'stockroom/',
      OIDC_PERMISSIONS_CLAIM: 'cognito:groups',
    });
    const program = (scope: string) =>
      issuer.token({
        claims: {
          aud: undefined,
          client_id: 'machine',
          sub: 'machine',
          token_use: 'access',
          scope,
        },
      });

    expect((await send(await program('stockroom/inventory:read'))).status).toBe(200);
    expect((await send(await program('stockroom/inventory:read'), 'POST')).status).toBe(403);
    expect((await send(await program('other/inventory:read'))).status).toBe(403);
  });

  test('Auth0: permissions, and one audience among several', async () => {
    const { issuer, send } = await startTrusting({ OIDC_PERMISSIONS_CLAIM: 'permissions' });
    const claims = { aud: ['stockroom', 'https://x/userinfo'], permissions: ['inventory:read'] };
    expect((await send(await issuer.token({ claims }))).status).toBe(200);
    expect((await send(await issuer.token({ claims }), 'POST')).status).toBe(403);
  });
});

describe('an issuer', () => {
  test('receives one request for its keys, however many tokens are verified', async () => {
    const { issuer, send } = await startTrusting();
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => send(token)));
    await send(token);
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test('does not receive a request for every token with an unknown key', async () => {
    const { issuer, send } = await startTrusting();
    await send(await issuer.token());
    for (let count = 0; count < 10; count += 1) {
      const token = await issuer.token({ forged: true, header: { kid: `unknown-${count}` } });
      expect((await send(token)).status).toBe(401);
    }
    expect(issuer.requests.filter((path) => path === '/jwks')).toHaveLength(1);
  });

  test.each<IssuerFailure>(['responds with 503', 'breaks connections'])(
    'that %s causes 503 with Retry-After, and receives no request for a while',
    async (failure) => {
      const { issuer, send } = await startTrusting();
      issuer.state.failure = failure;
      for (let count = 0; count < 10; count += 1) {
        const response = await send(await issuer.token());
        expect(response.status).toBe(503);
        expect(response.headers.get('retry-after')).toBe('5');
        expect(await response.json()).toMatchObject({
          type: 'urn:stockroom:problem:sign-in-unavailable',
          detail: 'The identity provider does not respond. Try again in a few seconds.',
        });
      }
      expect(issuer.requests).toHaveLength(1);
    },
  );

  test('whose keys cannot be read receives no request for a while', async () => {
    const { issuer, send, url } = await startTrusting();
    await fetch(`${url}/sign-in`, { redirect: 'manual' });
    issuer.state.failure = 'responds with 503';
    for (let count = 0; count < 5; count += 1) {
      expect((await send(await issuer.token())).status).toBe(503);
    }
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test('that publishes its keys over plain HTTP on another machine is not trusted: 503', async () => {
    const { issuer, send } = await startTrusting();
    // This machine, but not recognizable as such.
    const { port } = new URL(issuer.url);
    issuer.state.metadata = { jwks_uri: `http://[::ffff:127.0.0.1]:${port}/jwks` };
    const response = await send(await issuer.token());
    expect(response.status).toBe(503);
    expect(issuer.requests).toEqual(['/.well-known/openid-configuration']);
  });

  test('that identifies itself as another one is not trusted: 503', async () => {
    const other = await startIssuer();
    const { send, issuer } = await startTrusting({ OIDC_ISSUER: `${other.url}/tenant` });
    for (const token of [await issuer.token(), await other.token(), await other.token()]) {
      expect((await send(token)).status).toBe(503);
    }
    expect(other.requests).toHaveLength(1);
  });
});

test('a 401 response has problem details, and the header of RFC 6750', async () => {
  const { issuer, send } = await startTrusting();
  const response = await send(await issuer.token({ expires: -120 }));
  expect(response.headers.get('www-authenticate')).toBe(
    'Bearer realm="stockroom", error="invalid_token", error_description="The token has expired. Get a new one."',
  );
  expect(await response.json()).toMatchObject({
    type: 'urn:stockroom:problem:invalid-token',
    status: 401,
    detail: 'The token has expired. Get a new one.',
  });
});

test('a long caller is truncated in the log', async () => {
  const issuer = await startIssuer();
  const callers: unknown[] = [];
  const { service } = await createGateway({ ...issuer.variables, ...browserVariables }, (early) => {
    early.addHook('onResponse', async ({ log }) => {
      callers.push((log as typeof log & { bindings(): { caller?: string } }).bindings().caller);
    });
  });
  const token = await issuer.token({ claims: { sub: 'x'.repeat(255), scope: '' } });

  await service.inject({ url: '/api/v1/items', headers: { authorization: `Bearer ${token}` } });

  expect(callers).toEqual([`person:${'x'.repeat(249)}`]);
});
