import type { Scope } from '@stockroom/client/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './caller.ts';
import { cookieSettings } from './cookies.ts';
import { Sealer } from './sealer.ts';

/** Somebody who signed in, as the console shows them. */
export interface Person {
  /** The issuer's own name for them, which never changes. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** That somebody signed in in this browser, and what they may until they have to do it again. */
export interface Session {
  readonly person: Person;
  readonly actor: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

/** How sessions are kept. */
export interface SessionSettings {
  /** Where callers reach the gateway. */
  readonly publicUrl: string;
  /** The first seals, all open. */
  readonly keys: readonly string[];
  readonly hours: number;
}

/** Longest name and email that are shown: they go into a cookie, of which browsers take 4096 bytes. */
const longestName = 200;

/** Sessions in browsers, each whole in a sealed cookie: any task of the gateway opens it. */
export class Sessions {
  readonly #sealer: Sealer;
  readonly #cookie: ReturnType<typeof cookieSettings>;
  readonly #milliseconds: number;

  constructor({ publicUrl, keys, hours }: SessionSettings) {
    this.#sealer = new Sealer(keys, `session at ${publicUrl}`);
    this.#cookie = cookieSettings(publicUrl, 'session');
    this.#milliseconds = hours * 3_600_000;
  }

  /** Whether a browser sends one, valid or not. */
  isSent({ cookies }: FastifyRequest): boolean {
    return cookies[this.#cookie.name] !== undefined;
  }

  /** The session of a request, undefined where there is none that is valid. */
  async of({ cookies }: FastifyRequest): Promise<Session | undefined> {
    const content = await this.#sealer.open(cookies[this.#cookie.name] ?? '');
    if (!content) return undefined;
    const {
      person,
      actor,
      scopes,
      exp = 0,
    } = content as typeof content & Omit<Session, 'expiresAt'>;
    return { person, actor, scopes, expiresAt: new Date(exp * 1000) };
  }

  /** Gives the browser a session that begins now. */
  async begin(
    reply: FastifyReply,
    { person, actor, scopes }: Omit<Session, 'expiresAt'>,
  ): Promise<void> {
    const expires = new Date(Date.now() + this.#milliseconds);
    const { name, email } = person;
    const short = {
      ...person,
      name: name.slice(0, longestName),
      ...(email !== undefined && { email: email.slice(0, longestName) }),
    };
    const sealed = await this.#sealer.seal({ person: short, actor, scopes }, expires);
    reply.setCookie(this.#cookie.name, sealed, { ...this.#cookie.options, expires });
  }

  /** Takes the browser's session away. */
  end(reply: FastifyReply): void {
    reply.clearCookie(this.#cookie.name, this.#cookie.options);
  }
}

/** The caller that a session is of. */
export const callerOfSession = ({ person, actor, scopes, expiresAt }: Session): Caller => ({
  kind: 'person',
  id: person.id,
  actor,
  scopes,
  expiresAt,
});
