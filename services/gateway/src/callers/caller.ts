import { createHash } from 'node:crypto';
import { type Access, type Scope, scopes } from '@stockroom/client/contract';

/** An authenticated caller. */
export interface Caller {
  /** A person, a program with its own access token, or a program with an API key. */
  readonly kind: 'person' | 'client' | 'key';
  /** Unique among the callers of one kind; safe to log. */
  readonly id: string;
  /** The name that the ledger records. */
  readonly actor: string;
  /** All scopes of the caller, including those that its scopes imply. */
  readonly scopes: readonly Scope[];
  /** When its credentials expire; undefined for a key without an expiry. */
  readonly expiresAt: Date | undefined;
}

/** The scopes among some strings, and the scopes that they imply. */
export function scopesAmong(strings: readonly unknown[]): readonly Scope[] {
  const highest = scopes.findLastIndex((scope) => strings.includes(scope));
  return scopes.slice(0, highest + 1);
}

/** Whether scopes satisfy the access that a route requires. */
export const permits = (granted: readonly Scope[], required: Access): boolean =>
  required === 'public' || granted.includes(required);

/** Longest actor in the ledger: that of an email address (RFC 5321, 4.5.3.1.3, less the brackets). */
const maxActorLength = 254;

/**
 * Encodes a name for the actor header. Percent-encodes everything but printable ASCII, and also the
 * space and `%`. A name that is too long is cut and ends in a space and the digest of the whole name;
 * no encoded name contains a space. So two names never become one.
 */
function encoded(name: string): string {
  const whole = name.replace(/[^!-~]|%/gu, (character) =>
    Array.from(
      Buffer.from(character),
      (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
  if (whole.length <= maxActorLength) return whole;
  const digest = ` sha256:${createHash('sha256').update(whole).digest('hex')}`;
  return whole.slice(0, maxActorLength - digest.length) + digest;
}

/**
 * An email address as browsers accept one (HTML Standard, valid e-mail address): ASCII, one `@`, no
 * space and no colon, so that no address looks like the actor of a program.
 */
const emailForm =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The claims that determine a person's actor. */
export interface PersonClaims {
  readonly sub: string;
  readonly email?: unknown;
  readonly email_verified?: unknown;
}

/**
 * The actor of a person: the email address, spelled as the issuer spells it, if the issuer verified
 * it; otherwise `sub:` and the issuer's id. Users can choose every other name themselves.
 */
export function personActor({ sub, email, email_verified: verified }: PersonClaims): string {
  const isVerified = verified === true || verified === 'true';
  const isEmail =
    typeof email === 'string' && email.length <= maxActorLength && emailForm.test(email);
  return encoded(isVerified && isEmail ? email : `sub:${sub}`);
}

/** The actor of a program with its own access token. */
export const clientActor = (id: string): string => encoded(`client:${id}`);

/** The actor of a program with an API key. */
export const keyActor = (name: string): string => encoded(`key:${name}`);
