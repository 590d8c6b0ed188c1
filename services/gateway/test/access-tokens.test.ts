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
    const { issuer, ask } = await startTrusting();
    const answer = await ask(await issuer.token({ claims }));
    expect(await answer.text()).toBe(actor);
  });

  test.each<[what: string, claims: Record<string, unknown>]>([
    ['one that the issuer did not verify', { email: 'boss@example.com' }],
    ['one that it says is not verified', { email: 'boss@example.com', email_verified: 'false' }],
    ['no address', { email: 'anonymous', email_verified: true }],
    ['two addresses', { email: 'jo@x@example.com', email_verified: true }],
    ['the name of an API key', { email: 'key:scanner@example.com', email_verified: true }],
    ['the name of a program', { email: 'client:shop@clients', email_verified: true }],
    ['a line of a log', { email: 'jo@example.com\nroot@example.com', email_verified: true }],
    ['an address in other letters', { email: 'jö@example.com', email_verified: true }],
    ['one that is too long', { email: `${'a'.repeat(250)}@b.cd`, email_verified: true }],
    ['a list', { email: ['boss@example.com'], email_verified: true }],
  ])('by sub where the email is %s', async (_what, claims) => {
    const { issuer, ask } = await startTrusting();
    const answer = await ask(
      await issuer.token({ claims: { ...claims, preferred_username: 'boss@example.com' } }),
    );
    expect(await answer.text()).toBe('sub:jo');
  });

  test.each(['boss@example.com', 'anonymous', 'system', 'demo data', 'key:scanner', 'client:shop'])(
    'and never as %s by a name that people choose',
    async (forged) => {
      const { issuer, ask } = await startTrusting();
      for (const claims of [
        { preferred_username: forged, name: forged, email: forged },
        { sub: forged },
      ]) {
        const actor = await (await ask(await issuer.token({ claims }))).text();
        expect(actor).toMatch(/^sub:/);
      }
    },
  );

  test('with two names for two people, however long and alike their names are', async () => {
    const { issuer, ask } = await startTrusting();
    const long = (sub: string) => sub.padStart(255, '%');
    const first = await (await ask(await issuer.token({ claims: { sub: long('1') } }))).text();
    const second = await (await ask(await issuer.token({ claims: { sub: long('2') } }))).text();

    expect(first).toMatch(/^sub:%25%25.* sha256:[0-9a-f]{64}$/);
    expect(first.length).toBeLessThanOrEqual(254);
    expect(second).not.toBe(first);
    // No sub can be chosen so that it is written like a shortened one.
    const copied = await ask(await issuer.token({ claims: { sub: first.slice('sub:'.length) } }));
    expect(await copied.text()).not.toBe(first);
  });

  test.each<[what: string, sub: unknown]>([
    ['is empty', ''],
    ['is an object', { name: 'jo' }],
    ['is a number', 42],
    ['is a list', ['jo']],
    ['has more than 255 characters', 'a'.repeat(256)],
    ['has other characters than ASCII', 'jö'],
    ['is not there', undefined],
  ])('and not at all where sub %s: 401', async (_what, sub) => {
    const { issuer, ask } = await startTrusting();
    const answer = await ask(await issuer.token({ claims: { sub } }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
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

  test('whose keys would come over plain HTTP from another machine is not asked for them: 503', async () => {
    const { issuer, ask } = await startTrusting();
    // This machine, by an address that does not say so.
    const { port } = new URL(issuer.url);
    issuer.state.metadata = { jwks_uri: `http://[::ffff:127.0.0.1]:${port}/jwks` };
    const answer = await ask(await issuer.token());
    expect(answer.status).toBe(503);
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration']);
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
  const token = await issuer.token({ claims: { sub: 'x'.repeat(255), scope: '' } });

  await service.inject({ url: '/api/v1/items', headers: { authorization: `Bearer ${token}` } });

  expect(callers).toEqual([`person:${'x'.repeat(249)}`]);
});
