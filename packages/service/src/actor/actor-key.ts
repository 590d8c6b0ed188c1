import { createHash, hkdfSync, randomBytes } from 'node:crypto';

/** Signs and verifies the actors of requests. */
export interface ActorKey {
  /** The `kid` of tokens signed with it; derived from the key, and not secret. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Minimum length of a key's text: 32 random characters have more bits than HS256 needs. */
const minimumCharacters = 32;

/** Whether a text is long enough for a key. */
export const isActorKeyText = (text: string): boolean => text.length >= minimumCharacters;

/**
 * Derives a key from random text.
 *
 * @throws Error where the text is too short; the message does not contain it
 */
export function actorKeyOf(text: string): ActorKey {
  if (!isActorKeyText(text)) {
    throw new Error(
      `The actor key has fewer than ${minimumCharacters} characters. Use longer random text.`,
    );
  }
  const secret = new Uint8Array(hkdfSync('sha256', text, '', 'stockroom actor', 32));
  return { id: createHash('sha256').update(secret).digest('base64url').slice(0, 8), secret };
}

/** Generates random text for a key. */
export const newActorKeyText = (): string => randomBytes(48).toString('base64url');
