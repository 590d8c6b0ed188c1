import { SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { actorHeader } from '../project.ts';
import type { ActorKeys } from './actor-keys.ts';

/** The `iss` of every token. */
export const actorIssuer = 'gateway';

/** Lifetime of a token, in seconds. */
const actorTokenSeconds = 60;

/** Maximum number of cached tokens (least recently used are evicted). One takes some 500 bytes. */
export const maxCachedTokens = 10_000;

/** Tells one service who makes a request. */
export interface ActorSigner {
  /** The value of {@link actorHeader} for an actor. */
  sign(actor: string): Promise<string>;
  /** Call it when the service rejects a value: the service may have newer keys. */
  rejected(): void;
}

/**
 * Signs actors for one service.
 *
 * @param keys undefined turns signing off: the header holds the plain actor
 * @param audience name of the called service; no other service accepts the tokens
 */
export function actorSigner(keys: ActorKeys | undefined, audience: string): ActorSigner {
  if (!keys) return { sign: async (actor) => actor, rejected: () => {} };

  // Half the lifetime, which leaves the other half for transit and clock skew.
  const tokens = new LRUCache<string, string>({
    max: maxCachedTokens,
    ttl: (actorTokenSeconds / 2) * 1000,
  });
  return {
    sign: async (actor) => {
      const { id, secret } = await keys.signing();
      // The key's id is part of it, so that no token of a replaced key is sent.
      const cacheKey = `${id} ${actor}`;
      const cached = tokens.get(cacheKey);
      if (cached !== undefined) return cached;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'HS256', kid: id })
        .setIssuer(actorIssuer)
        .setAudience(audience)
        .setSubject(actor)
        .setIssuedAt()
        .setExpirationTime(`${actorTokenSeconds}s`)
        .sign(secret);
      tokens.set(cacheKey, token);
      return token;
    },
    rejected: () => void keys.refresh(),
  };
}
