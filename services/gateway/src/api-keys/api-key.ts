import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Scope, scopes } from '@stockroom/client/contract';
import { type Static, Type } from 'typebox';

/** The form of a key's name. */
export const keyNameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The stored part of a key: enough to recognize the key, not enough to use it. */
export const ApiKey = Type.Object({
  /** Part of the key; not secret. */
  id: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  /** Who uses it: `scanner-gate-2`. The ledger records it as `key:scanner-gate-2`. */
  name: Type.String({ pattern: keyNameForm.source }),
  /** SHA-256 of the secret part, in hexadecimal. 256 random bits need no slower hash. */
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1 }),
  created: Type.String({ format: 'date-time' }),
  /** The key is rejected from this moment on. */
  expires: Type.Optional(Type.String({ format: 'date-time' })),
  revoked: Type.Optional(Type.String({ format: 'date-time' })),
});
export type ApiKey = Static<typeof ApiKey>;

/** The start of every key. Secret scanners recognize leaked keys by it. */
export const keyPrefix = 'stk_';

const form = /^stk_([0-9a-f]{16})_([\w-]{43})$/;

/** Makes a key. `secret` is the whole key, to be shown once. */
export function makeKey(
  name: string,
  scope: Scope,
  expires?: Date,
): { secret: string; key: ApiKey } {
  const id = randomBytes(8).toString('hex');
  const random = randomBytes(32).toString('base64url');
  const key = {
    id,
    name,
    hash: hashOf(random).toString('hex'),
    scopes: [scope],
    created: new Date().toISOString(),
    ...(expires && { expires: expires.toISOString() }),
  };
  return { secret: `${keyPrefix}${id}_${random}`, key };
}

/** Finds the stored key that a caller presented, whatever its state; undefined for an unknown key. */
export function findKey(presented: string, keys: readonly ApiKey[]): ApiKey | undefined {
  const [, id, random] = form.exec(presented) ?? [];
  if (id === undefined || random === undefined) return undefined;
  const key = keys.find((one) => one.id === id);
  return key && timingSafeEqual(hashOf(random), Buffer.from(key.hash, 'hex')) ? key : undefined;
}

/** Why a key can no longer be used; undefined while it can. */
export function endOf({ expires, revoked }: ApiKey): 'revoked' | 'expired' | undefined {
  if (revoked !== undefined) return 'revoked';
  return expires !== undefined && Date.parse(expires) <= Date.now() ? 'expired' : undefined;
}

const hashOf = (random: string): Buffer => createHash('sha256').update(random).digest();
