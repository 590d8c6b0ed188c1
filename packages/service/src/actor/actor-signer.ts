import { SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { ActorKeys } from './actor-keys.ts';

/** The header in which the gateway names the caller that it has authenticated. */
export const actorHeader = 'x-stockroom-actor';

/** Who signs: the `iss` of every token. */
export const actorIssuer = 'gateway';

/** Seconds for which a token is valid. */
export const actorTokenSeconds = 60;

/** Most tokens that are kept; the least used go first. One takes some 500 bytes. */
export const keptTokens = 10_000;

/** Says to one service who makes a request. */
export interface ActorSigner {
  /** The value of {@link actorHeader} for an actor. */
  sign(actor: string): Promise<string>;
  /** To be called when the service did not accept a value: its keys may be newer. */
  rejected(): void;
}

/**
 * Signs actors for one service.
 *
 * @param keys undefined signs nothing: the header has the actor as it is
 * @param audience name of the service that is called; no other accepts the tokens
 */
export function actorSigner(keys: ActorKeys | undefined, audience: string): ActorSigner {
  if (!keys) return { sign: async (actor) => actor, rejected: () => {} };

  // Half their life, so that the other half is left for the way and for clocks that differ.
  const tokens = new LRUCache<string, string>({
    max: keptTokens,
    ttl: (actorTokenSeconds / 2) * 1000,
  });
  return {
    sign: async (actor) => {
      const { id, secret } = await keys.signing();
      // With the key's id in it, so that nothing is sent that a replaced key signed.
      const entry = `${id} ${actor}`;
      const kept = tokens.get(entry);
      if (kept !== undefined) return kept;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: 'HS256', kid: id })
        .setIssuer(actorIssuer)
        .setAudience(audience)
        .setSubject(actor)
        .setIssuedAt()
        .setExpirationTime(`${actorTokenSeconds}s`)
        .sign(secret);
      tokens.set(entry, token);
      return token;
    },
    rejected: () => void keys.refresh(),
  };
}
