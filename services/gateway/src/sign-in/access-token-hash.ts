import { createHash } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';

/**
 * Whether an ID token belongs to an access token. Its optional `at_hash` is the left half of the
 * access token's hash, with the hash function of the ID token's signature (OpenID Connect Core 1.0,
 * 3.1.3.6 and 3.1.3.8).
 *
 * @param hash the `at_hash`; undefined if the ID token has none
 * @param idToken a verified ID token
 */
export function isOfAccessToken(hash: unknown, idToken: string, accessToken: string): boolean {
  if (hash === undefined) return true;
  const digest = createHash(hashName(idToken)).update(accessToken).digest();
  return hash === digest.subarray(0, digest.length / 2).toString('base64url');
}

/** RS256, PS256 and ES256 use SHA-256, and so on; Ed25519 uses SHA-512 (RFC 8032). */
function hashName(idToken: string): string {
  const { alg } = decodeProtectedHeader(idToken);
  if (alg === 'EdDSA' || alg === 'Ed25519') return 'sha512';
  const bits = /^[RPE]S(256|384|512)$/.exec(String(alg))?.[1];
  if (bits === undefined) throw new Error(`No hash function is known for ID tokens with ${alg}.`);
  return `sha${bits}`;
}
