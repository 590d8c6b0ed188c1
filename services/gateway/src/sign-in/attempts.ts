import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieSettings } from '../access/cookies.ts';
import { Sealer } from '../access/sealer.ts';
import type { SessionSettings } from '../access/sessions.ts';

/** What a browser has to bring back from the issuer, and where it goes then. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Path of this site. */
  readonly returnTo: string;
}

/** Somebody who types a password and a second factor takes less. */
const minutes = 15;

/**
 * The sign-in that a browser has begun, in a sealed cookie: only the browser that began it can
 * end it, so nobody is signed in as somebody else by a link.
 */
export class Attempts {
  readonly #sealer: Sealer;
  readonly #cookie: ReturnType<typeof cookieSettings>;

  constructor({ keys, publicUrl }: SessionSettings) {
    this.#sealer = new Sealer(keys, `sign-in at ${publicUrl}`);
    this.#cookie = cookieSettings(publicUrl, 'sign-in');
  }

  async begin(reply: FastifyReply, attempt: Attempt): Promise<void> {
    const expires = new Date(Date.now() + minutes * 60_000);
    const sealed = await this.#sealer.seal({ ...attempt }, expires);
    reply.setCookie(this.#cookie.name, sealed, { ...this.#cookie.options, expires });
  }

  /** The attempt of a request, undefined where there is none or it took too long. */
  async of({ cookies }: FastifyRequest): Promise<Attempt | undefined> {
    return (await this.#sealer.open(cookies[this.#cookie.name] ?? '')) as Attempt | undefined;
  }

  end(reply: FastifyReply): void {
    reply.clearCookie(this.#cookie.name, this.#cookie.options);
  }
}
