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

/** Longest actor that the ledger is told. An email address has at most 254 characters. */
const longestActor = 254;

/**
 * A name as the ledger gets it, in a header: printable ASCII, everything else and `%` itself
 * percent-encoded, so that no two names become one.
 */
function plain(name: string): string {
  const encoded = name.replace(/[^ -~]|%/gu, (character) =>
    Array.from(
      Buffer.from(character),
      (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
  return encoded.trim().slice(0, longestActor);
}

/** The actor of a person. People choose some of their names: none may look like a program's. */
export const personActor = (name: string): string => plain(name).replace(/^(key|client):/, '$1%3A');

/** The actor of a program that has a token of its own. */
export const clientActor = (id: string): string => plain(`client:${id}`);

/** The actor of a program that has an API key. */
export const keyActor = (name: string): string => plain(`key:${name}`);
