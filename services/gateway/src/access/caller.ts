import { createHash } from 'node:crypto';
import { type Access, type Scope, scopes } from '@stockroom/client/contract';

/** Who makes a request, once that is known. */
export interface Caller {
  /** A person, a program with a token of its own, or a program with an API key. */
  readonly kind: 'person' | 'client' | 'key';
  /** Never two callers' of one kind; safe in a log. */
  readonly id: string;
  /** What the ledger says who did it. */
  readonly actor: string;
  /** All that it may, what its scopes include as well. */
  readonly scopes: readonly Scope[];
  /** When it has to show something newer; undefined for a key that does not expire. */
  readonly expiresAt: Date | undefined;
}

/** The scopes among some words, with those that they include. */
export function scopesAmong(words: readonly unknown[]): readonly Scope[] {
  const highest = scopes.findLastIndex((scope) => words.includes(scope));
  return scopes.slice(0, highest + 1);
}

/** Whether a caller with these scopes may do what needs this access. */
export const permits = (given: readonly Scope[], needed: Access): boolean =>
  needed === 'public' || given.includes(needed);

/** Longest actor in the ledger: that of an email address (RFC 5321, 4.5.3.1.3, less the brackets). */
const longestActor = 254;

/**
 * A name as the ledger gets it, in a header. Everything but printable ASCII, the space and `%` are
 * percent-encoded. What is too long is cut and ends in the digest of the whole, after a space, which
 * no other name has. So no two names become one.
 */
function encoded(name: string): string {
  const whole = name.replace(/[^!-~]|%/gu, (character) =>
    Array.from(
      Buffer.from(character),
      (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
  if (whole.length <= longestActor) return whole;
  const digest = ` sha256:${createHash('sha256').update(whole).digest('hex')}`;
  return whole.slice(0, longestActor - digest.length) + digest;
}

/**
 * An email address as browsers take one (HTML Standard, valid e-mail address): ASCII, one `@`, no
 * space and no colon, so that none looks like the actor of a program.
 */
const emailForm =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** What an issuer says of a person that the ledger knows them by. */
export interface PersonClaims {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

/**
 * The actor of a person: their email address where the issuer verified it, as the issuer writes it,
 * or else `sub:` and the issuer's own id for them. Every other name is one that people may choose.
 */
export function personActor({ sub, email, email_verified: verified }: PersonClaims): string {
  const isVerified = verified === true || verified === 'true';
  const isEmail =
    typeof email === 'string' && email.length <= longestActor && emailForm.test(email);
  return encoded(isVerified && isEmail ? email : `sub:${sub}`);
}

/** The actor of a program that has a token of its own. */
export const clientActor = (id: string): string => encoded(`client:${id}`);

/** The actor of a program that has an API key. */
export const keyActor = (name: string): string => encoded(`key:${name}`);
