import { describe, expect, test } from 'vitest';
import { makeGateway } from './fixtures/gateway.ts';
import { startIssuer } from './fixtures/issuer.ts';
import { startTrustingGateway } from './fixtures/trusting-gateway.ts';

/** A gateway that trusts an issuer, in front of a service that answers with who is said to ask. */
async function startTrusting(variables: Record<string, string> = {}) {
  const { issuer, url } = await startTrustingGateway(variables);
  const ask = (token: string, method = 'GET') =>
    fetch(`${url}/api/v1/${method === 'GET' ? 'items' : 'receipts'}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
  return { issuer, ask, url };
}

describe('the ledger is told who a token speaks of', () => {
  test.each<[actor: string, claims: Record<string, unknown>]>([
    ['jo', { email: 'boss@example.com', preferred_username: 'jo' }],
    ['jo@example.com', { email: 'jo@example.com', email_verified: 'true' }],
    ['jo@example.com', { email: 'jo@example.com', email_verified: true }],
    ['jo', { email: 'boss@example.com', email_verified: false, preferred_username: 'jo' }],
    ['jo', { email: 'boss@example.com', email_verified: 'false', preferred_username: 'jo' }],
    ['auth0|42', { sub: 'auth0|42' }],
    ['J%C3%BCrgen %F0%9F%93%A6', { preferred_username: 'Jürgen 📦' }],
    ['100%25', { preferred_username: '100%' }],
    ['a%0D%0Ax: y', { preferred_username: 'a\r\nx: y' }],
    ['key%3Ascanner', { preferred_username: 'key:scanner' }],
    ['client%3Ashop', { preferred_username: 'client:shop' }],
    ['client:shop', { sub: 'shop', client_id: 'shop' }],
    ['client:shop@clients', { sub: 'shop@clients', azp: 'shop' }],
    ['a'.repeat(254), { preferred_username: 'a'.repeat(1000) }],
  ])('%s', async (actor, claims) => {
    const { issuer, ask } = await startTrusting();
    const answer = await ask(await issuer.token({ claims }));
    expect(await answer.text()).toBe(actor);
  });
});

describe('what a caller may is what the issuer says', () => {
  test("by Amazon Cognito: a person's groups, whatever scopes their client was given", async () => {
    const { issuer, ask } = await startTrusting({
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

    expect((await ask(await person(['inventory:write']), 'POST')).status).toBe(200);
    expect((await ask(await person(['inventory:read']), 'POST')).status).toBe(403);
    expect((await ask(await person(['inventory:read']))).status).toBe(200);
    expect((await ask(await person(undefined))).status).toBe(403);
  });

  test("by Amazon Cognito: a program's own scopes, with their prefix", async () => {
    const { issuer, ask } = await startTrusting({
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

    expect((await ask(await program('stockroom/inventory:read'))).status).toBe(200);
    expect((await ask(await program('stockroom/inventory:read'), 'POST')).status).toBe(403);
    expect((await ask(await program('other/inventory:read'))).status).toBe(403);
  });

  test('by Auth0: permissions, and an audience among others', async () => {
    const { issuer, ask } = await startTrusting({ OIDC_PERMISSIONS_CLAIM: 'permissions' });
    const claims = { aud: ['stockroom', 'https://x/userinfo'], permissions: ['inventory:read'] };
    expect((await ask(await issuer.token({ claims }))).status).toBe(200);
    expect((await ask(await issuer.token({ claims }), 'POST')).status).toBe(403);
  });
});

describe('the issuer', () => {
  test('is asked for its keys once, however many tokens come', async () => {
    const { issuer, ask } = await startTrusting();
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => ask(token)));
    await ask(token);
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test('is not asked again for each token with an unknown key', async () => {
    const { issuer, ask } = await startTrusting();
    await ask(await issuer.token());
    for (let count = 0; count < 10; count += 1) {
      const token = await issuer.token({ forged: true, header: { kid: `unknown-${count}` } });
      expect((await ask(token)).status).toBe(401);
    }
    expect(issuer.asked.filter((path) => path === '/jwks')).toHaveLength(1);
  });

  test.each(['answers 503', 'breaks connections'] as const)(
    'that %s lets nobody in: 503 with when to come again, and it is left alone',
    async (how) => {
      const { issuer, ask } = await startTrusting();
      issuer.state.isAway = how;
      for (let count = 0; count < 10; count += 1) {
        const answer = await ask(await issuer.token());
        expect(answer.status).toBe(503);
        expect(answer.headers.get('retry-after')).toBe('5');
        expect(await answer.json()).toMatchObject({
          type: 'urn:stockroom:problem:sign-in-unavailable',
          detail: 'The issuer of the tokens does not answer. Try again in a few seconds.',
        });
      }
      expect(issuer.asked).toHaveLength(1);
    },
  );

  test('whose keys cannot be read is left alone as well', async () => {
    const { issuer, ask, url } = await startTrusting();
    await fetch(`${url}/sign-in`, { redirect: 'manual' });
    issuer.state.isAway = 'answers 503';
    for (let count = 0; count < 5; count += 1) {
      expect((await ask(await issuer.token())).status).toBe(503);
    }
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/jwks']);
  });

  test('that is another than it was taken for lets nobody in', async () => {
    const other = await startIssuer();
    const { ask, issuer } = await startTrusting({ OIDC_ISSUER: `${other.url}/tenant` });
    for (const token of [await issuer.token(), await other.token(), await other.token()]) {
      expect((await ask(token)).status).toBe(503);
    }
    expect(other.asked).toHaveLength(1);
  });
});

test('a refusal says what is wrong in words for people, and in the words of RFC 6750', async () => {
  const { issuer, ask } = await startTrusting();
  const answer = await ask(await issuer.token({ expires: -120 }));
  expect(answer.headers.get('www-authenticate')).toBe(
    'Bearer realm="stockroom", error="invalid_token", error_description="The token has expired. Get a new one."',
  );
  expect(await answer.json()).toMatchObject({
    type: 'urn:stockroom:problem:invalid-token',
    status: 401,
    detail: 'The token has expired. Get a new one.',
  });
});

test('a caller with a very long name is cut short in the log', async () => {
  const issuer = await startIssuer();
  const callers: unknown[] = [];
  const { service } = await makeGateway(
    { ...issuer.variables, PUBLIC_URL: 'http://127.0.0.1:8080', SESSION_KEY: 'k'.repeat(32) },
    (early) => {
      early.addHook('onResponse', async ({ log }) => {
        callers.push((log as typeof log & { bindings(): { caller?: string } }).bindings().caller);
      });
    },
  );
  const token = await issuer.token({ claims: { sub: 'x'.repeat(5000), scope: '' } });

  await service.inject({ url: '/api/v1/items', headers: { authorization: `Bearer ${token}` } });

  expect(callers).toEqual([`person:${'x'.repeat(249)}`]);
});
