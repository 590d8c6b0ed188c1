import { SignJWT } from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { type ActorKey, actorKeyOf, newActorKeyText } from '../../src/actor/actor-key.ts';
import {
  actorSigner,
  actorVerifier,
  fixedActorKeys,
  Problem,
  verifiedActors,
} from '../../src/index.ts';
import { quietService } from '../fixtures/quiet-service.ts';

const text = newActorKeyText();
const keys = fixedActorKeys([text]);
const signer = actorSigner(keys, 'inventory');
const verifier = actorVerifier(keys, 'inventory');

/** A token as the gateway makes it, but for what a test changes. */
function token(
  claims: Record<string, unknown> = {},
  {
    key = actorKeyOf(text),
    kid,
    alg = 'HS256',
  }: { key?: ActorKey; kid?: string; alg?: string } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: 'gateway',
    aud: 'inventory',
    sub: 'jane@example.com',
    iat: now,
    exp: now + 60,
    ...claims,
  })
    .setProtectedHeader({ alg, kid: kid ?? key.id })
    .sign(key.secret);
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('an actor', () => {
  test.each(['jane@example.com', 'key:scanner-gate-2', 'anonymous', 'J%C3%BCrgen, with spaces'])(
    '%s is verified by the service that it was signed for',
    async (actor) => {
      expect(await verifier.actorOf(await signer.sign(actor))).toBe(actor);
    },
  );

  test('is signed and verified once while its token is cached, not per request', async () => {
    const first = await signer.sign('often@example.com');
    expect(await signer.sign('often@example.com')).toBe(first);
    expect(await signer.sign('other@example.com')).not.toBe(first);
    expect(await actorSigner(keys, 'reports').sign('often@example.com')).not.toBe(first);

    const verify = vi.spyOn(globalThis.crypto.subtle, 'verify');
    const own = actorVerifier(keys, 'inventory');
    await own.actorOf(first);
    await own.actorOf(first);
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  test('is rejected after its token has expired, even if it was verified before', async () => {
    const own = actorVerifier(keys, 'inventory');
    const short = await token({ exp: Math.floor(Date.now() / 1000) + 2 });
    expect(await own.actorOf(short)).toBe('jane@example.com');
    await vi.waitFor(() => expect(own.actorOf(short)).rejects.toThrow('has expired'), {
      timeout: 10_000,
    });
  });

  test('is verified with any of several keys, of which the first signs', async () => {
    const newer = newActorKeyText();
    const both = fixedActorKeys([newer, text]);
    expect(await actorVerifier(both, 'inventory').actorOf(await signer.sign('jane'))).toBe('jane');
    const signed = await actorSigner(both, 'inventory').sign('jane');
    expect(await actorVerifier(fixedActorKeys([newer]), 'inventory').actorOf(signed)).toBe('jane');
  });

  test('is neither signed nor verified without a key, in development and tests', async () => {
    expect(await actorSigner(undefined, 'inventory').sign('jane')).toBe('jane');
    const believing = actorVerifier(undefined, 'inventory');
    expect(await believing.actorOf('jane')).toBe('jane');
    expect(await believing.actorOf(undefined)).toBe('anonymous');
  });
});

describe('a header that the gateway did not sign for this service', () => {
  const inThePast = Math.floor(Date.now() / 1000) - 120;

  test.each<[string, () => Promise<unknown>, string]>([
    ['missing', async () => undefined, 'is missing'],
    ['empty', async () => '', 'is missing'],
    ['a plain name', async () => 'jane@example.com', 'is not signed'],
    ['two of them', async () => `${await token()}, ${await token()}`, 'is not signed'],
    [
      'signed with another key',
      () => token({}, { key: actorKeyOf(newActorKeyText()) }),
      'a key that is not valid',
    ],
    [
      "signed with another key under the right one's id",
      () => token({}, { key: actorKeyOf(newActorKeyText()), kid: actorKeyOf(text).id }),
      'is not signed by the gateway',
    ],
    ['expired', () => token({ iat: inThePast, exp: inThePast + 60 }), 'has expired'],
    ['without an end', () => token({ exp: undefined }), 'is not signed by the gateway'],
    ['for another service', () => token({ aud: 'reports' }), 'for this service'],
    ['for no service', () => token({ aud: undefined }), 'for this service'],
    ['of another issuer', () => token({ iss: 'inventory' }), 'is not signed by the gateway'],
    ['without an actor', () => token({ sub: undefined }), 'is not signed by the gateway'],
    ['of another algorithm', () => token({}, { alg: 'HS512' }), 'is not signed by the gateway'],
    [
      'of the algorithm none',
      async () => {
        const [, claims] = (await token()).split('.');
        return `${part({ alg: 'none', kid: actorKeyOf(text).id })}.${claims}.`;
      },
      'is not signed by the gateway',
    ],
    [
      'with other claims than were signed',
      async () => {
        const [header, , signature] = (await token()).split('.');
        const exp = Math.floor(Date.now() / 1000) + 60;
        const claims = { iss: 'gateway', aud: 'inventory', sub: 'boss', iat: exp - 60, exp };
        return `${header}.${part(claims)}.${signature}`;
      },
      'is not signed by the gateway',
    ],
  ])('%s: 401', async (_name, makeValue, reason) => {
    const error = await verifier.actorOf(await makeValue()).catch((error) => error);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      status: 401,
      type: 'urn:stockroom:problem:actor-not-verified',
      message: expect.stringContaining(reason),
    });
    expect(error.message).toContain('Send requests to the gateway');
  });
});

test('a scope with verified actors rejects requests without one, except health and readiness', async () => {
  const service = await quietService();
  await service.register(async (scope) => {
    await scope.register(verifiedActors, { verifier });
    scope.get('/whoami', async ({ actor }) => ({ actor }));
  });

  const headers = { 'x-stockroom-actor': await signer.sign('jane') };
  expect((await service.inject({ url: '/whoami', headers })).json()).toEqual({ actor: 'jane' });
  const response = await service.inject('/whoami');
  expect(response.statusCode).toBe(401);
  expect(response.headers['www-authenticate']).toMatch(/^Bearer /);
  expect(response.json()).toMatchObject({
    title: 'The request does not come through the gateway',
    instance: expect.stringMatching(/^urn:request:/),
  });
  expect((await service.inject('/health')).statusCode).toBe(200);
  expect((await service.inject('/ready')).statusCode).toBe(200);
});
