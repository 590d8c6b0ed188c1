import { createHash } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';

/**
 * Whether an ID token was made with an access token. Its `at_hash`, which may be left out, is the
 * left half of the hash of the access token, by the hash that the ID token is signed with (OpenID
 * Connect Core 1.0, 3.1.3.6 and 3.1.3.8).
 *
 * @param hash the `at_hash`
 */
export function isOfAccessToken(
  hash: unknown,
  idToken: string | undefined,
  accessToken: string,
): boolean {
  if (hash === undefined) return true;
  const digest = createHash(hashName(idToken)).update(accessToken).digest();
  return hash === digest.subarray(0, digest.length / 2).toString('base64url');
}

/** RS256, PS256 and ES256 sign a SHA-256, and so on; Ed25519 uses SHA-512 (RFC 8032). */
function hashName(idToken: string | undefined): string {
  const { alg = '' } = idToken === undefined ? {} : decodeProtectedHeader(idToken);
  return `sha${/(?:256|384|512)$/.exec(alg)?.[0] ?? '512'}`;
}
