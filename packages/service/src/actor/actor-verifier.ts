import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { Problem } from '../problem.ts';
import { actorHeader, projectId } from '../project.ts';
import type { ActorKeys } from './actor-keys.ts';
import { actorIssuer, maxCachedTokens } from './actor-signer.ts';

/** Determines who makes a request that the gateway forwards. */
export interface ActorVerifier {
  /**
   * The actor that a value of the header `x-stockroom-actor` names.
   *
   * @throws Problem 401 where the gateway did not sign it for this service, or it has expired; 503
   *   where the keys are unavailable
   */
  actorOf(value: unknown): Promise<string>;
}

/**
 * Verifies the actors that the gateway names.
 *
 * @param keys undefined turns verification off: any value is the actor, and no value is `anonymous`
 * @param audience name of this service
 */
export function actorVerifier(keys: ActorKeys | undefined, audience: string): ActorVerifier {
  if (!keys) {
    return {
      actorOf: async (value) => (typeof value === 'string' && value !== '' ? value : 'anonymous'),
    };
  }
  const verified = new LRUCache<string, { keyId: string; actor: string }>({
    max: maxCachedTokens,
    ttlAutopurge: false,
  });
  return {
    actorOf: async (token) => {
      if (typeof token !== 'string' || token === '') throw notVerified('is missing');
      const known = verified.get(token);
      const keyId = known?.keyId ?? keyIdOf(token);
      // For cached tokens too: their key may have been replaced.
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
    // Not a JWT.
  }
  throw notVerified('is not signed');
}

/** The actor of a token, and its remaining lifetime in milliseconds. */
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

const notVerified = (reason: string): Problem =>
  new Problem(
    401,
    'actor-not-verified',
    'The request does not come through the gateway',
    `The header ${actorHeader} ${reason}. Send requests to the gateway, which authenticates callers and signs this header.`,
    { headers: { 'www-authenticate': `Bearer realm="${projectId}"` } },
  );
