import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptedCookie } from '../sessions/encrypted-cookie.ts';
import type { SessionSettings } from '../sessions/sessions.ts';

/** Name of the cookie with the pending sign-in. Over HTTPS it begins with `__Host-`. */
export const pendingSignInCookieName = 'stockroom-sign-in';

/** What the browser must bring back from the identity provider, and where it goes then. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** A path of this site. */
  readonly returnTo: string;
}

/** Typing a password and a second factor takes less. */
const maxMinutes = 15;

/**
 * Stores the sign-in that a browser has started in an encrypted cookie. Only the browser that
 * started a sign-in can complete it, so a link cannot sign a user in to another account.
 */
export class PendingSignIns {
  readonly #cookie: EncryptedCookie;

  constructor({ keys, publicUrl }: SessionSettings) {
    this.#cookie = new EncryptedCookie({
      name: pendingSignInCookieName,
      purpose: 'sign-in',
      publicUrl,
      keys,
    });
  }

  async begin(reply: FastifyReply, pending: PendingSignIn): Promise<void> {
    await this.#cookie.set(reply, { ...pending }, new Date(Date.now() + maxMinutes * 60_000));
  }

  /** The pending sign-in of a request; undefined if it is missing or has expired. */
  async of(request: FastifyRequest): Promise<PendingSignIn | undefined> {
    const content = await this.#cookie.read(request);
    return content as (typeof content & PendingSignIn) | undefined;
  }

  end(reply: FastifyReply): void {
    this.#cookie.clear(reply);
  }
}
