import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problem.ts';
import type { ActorKeys } from './actor-keys.ts';
import { actorHeader, actorIssuer, keptTokens } from './actor-signer.ts';

/** Finds out who makes a request that the gateway hands on. */
export interface ActorVerifier {
  /**
   * The actor that a value of the header `x-stockroom-actor` names.
   *
   * @throws Problem 401 where the gateway has not signed it for this service, or it has expired; 503
   *   where that cannot be found out
   */
  actorOf(value: unknown): Promise<string>;
}

/**
 * Verifies what the gateway says of callers.
 *
 * @param keys undefined verifies nothing: any value is the actor, and no value is `anonymous`
 * @param audience name of this service
 */
export function actorVerifier(keys: ActorKeys | undefined, audience: string): ActorVerifier {
  if (!keys) {
    return {
      actorOf: async (value) => (typeof value === 'string' && value !== '' ? value : 'anonymous'),
    };
  }
  const verified = new LRUCache<string, { keyId: string; actor: string }>({
    max: keptTokens,
    ttlAutopurge: false,
  });
  return {
    actorOf: async (token) => {
      if (typeof token !== 'string' || token === '') throw notVerified('is missing');
      const known = verified.get(token);
      const keyId = known?.keyId ?? keyIdOf(token);
      // Also of a token that is known: its key may have been replaced.
      const key = await keys.withId(keyId);
      if (!key) throw notVerified('is signed with a key that is not valid');
      if (known) return known.actor;
      const { actor, milliseconds } = await verify(token, key.secret, audience);
      if (milliseconds > 0) verified.set(token, { keyId, actor }, { ttl: milliseconds });
      return actor;
    },
  };
}

function keyIdOf(token: string): string {
  try {
    const { kid } = decodeProtectedHeader(token);
    if (typeof kid === 'string') return kid;
  } catch {
    // Not a token at all.
  }
  throw notVerified('is not signed');
}

/** The actor of a token, and how many milliseconds more it is valid. */
async function verify(token: string, secret: Uint8Array, audience: string) {
  try {
    const { payload } = await jwtVerify<{ sub: string; exp: number }>(token, secret, {
      algorithms: ['HS256'],
      issuer: actorIssuer,
      audience,
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    return { actor: payload.sub, milliseconds: payload.exp * 1000 - Date.now() };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw notVerified('has expired');
    throw notVerified('is not signed by the gateway for this service');
  }
}

const notVerified = (what: string): Problem =>
  new Problem(
    401,
    'actor-not-verified',
    'The request does not come through the gateway',
    `The header ${actorHeader} ${what}. Send requests to the gateway: it authenticates callers and signs who they are.`,
    { headers: { 'www-authenticate': 'Bearer realm="stockroom"' } },
  );
