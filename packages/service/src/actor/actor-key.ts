import { createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Signs and verifies the actors of requests. */
export interface ActorKey {
  /** Says in a token which key signed it; derived from the key, and not secret. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Fewest characters of a key's text. 32 random ones have more bits than HS256 needs. */
const fewestCharacters = 32;

/** Whether a text is long enough to make a key of. */
export const isActorKeyText = (text: string): boolean => text.length >= fewestCharacters;

/**
 * Makes a key of random text.
 *
 * @throws Error where the text is too short to be a key; it is not repeated
 */
export function actorKeyOf(text: string): ActorKey {
  if (!isActorKeyText(text)) {
    throw new Error(
      `The actor key has fewer than ${fewestCharacters} characters. Use random text that is longer.`,
    );
  }
  const secret = new Uint8Array(hkdfSync('sha256', text, '', 'stockroom actor', 32));
  return { id: createHash('sha256').update(secret).digest('base64url').slice(0, 8), secret };
}

/** Random text to make a key of. */
export const newActorKeyText = (): string => randomBytes(48).toString('base64url');
