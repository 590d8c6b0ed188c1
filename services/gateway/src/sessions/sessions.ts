import type { Scope } from '@stockroom/client/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../callers/caller.ts';
import { EncryptedCookie } from './encrypted-cookie.ts';

/** Name of the session cookie. Over HTTPS it begins with `__Host-`. */
export const sessionCookieName = 'stockroom-session';

/** A signed-in user, as the console shows them. */
interface Person {
  /** The issuer's id, which never changes. */
  readonly id: string;
  readonly name: string;
  readonly email?: string;
}

/** A user's sign-in in one browser, and their permissions until it expires. */
export interface Session {
  readonly person: Person;
  readonly actor: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

/** Settings of sessions. */
export interface SessionSettings {
  /** The origin where callers reach the gateway. */
  readonly publicUrl: string;
  /** The first encrypts, all decrypt. */
  readonly keys: readonly string[];
  readonly hours: number;
}

/** Longest name and email to show: browsers limit a cookie to 4096 bytes. */
const maxNameLength = 200;

/** Stores each session in an encrypted cookie of the browser. */
export class Sessions {
  readonly #cookie: EncryptedCookie;
  readonly #milliseconds: number;

  constructor({ publicUrl, keys, hours }: SessionSettings) {
    this.#cookie = new EncryptedCookie({
      name: sessionCookieName,
      purpose: 'session',
      publicUrl,
      keys,
    });
    this.#milliseconds = hours * 3_600_000;
  }

  /** Whether the browser sent a session, valid or not. */
  isSent(request: FastifyRequest): boolean {
    return this.#cookie.isSent(request);
  }

  /** The session of a request; undefined if there is no valid one. */
  async of(request: FastifyRequest): Promise<Session | undefined> {
    const content = await this.#cookie.read(request);
    if (!content) return undefined;
    const { person, actor, scopes, exp } = content as typeof content & Omit<Session, 'expiresAt'>;
    if (exp === undefined) throw new Error('A session has no expiry, although it is required.');
    return { person, actor, scopes, expiresAt: new Date(exp * 1000) };
  }

  /** Starts a session in the browser. */
  async begin(
    reply: FastifyReply,
    { person, actor, scopes }: Omit<Session, 'expiresAt'>,
  ): Promise<void> {
    const { name, email } = person;
    const short = {
      ...person,
      name: name.slice(0, maxNameLength),
      ...(email !== undefined && { email: email.slice(0, maxNameLength) }),
    };
    const expires = new Date(Date.now() + this.#milliseconds);
    await this.#cookie.set(reply, { person: short, actor, scopes }, expires);
  }

  /** Ends the session in the browser. */
  end(reply: FastifyReply): void {
    this.#cookie.clear(reply);
  }
}

/** The caller whose session it is. */
export const callerOfSession = ({ person, actor, scopes, expiresAt }: Session): Caller => ({
  kind: 'person',
  id: person.id,
  actor,
  scopes,
  expiresAt,
});
