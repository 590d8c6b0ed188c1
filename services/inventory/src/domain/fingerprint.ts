import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';

/**
 * What tells one request from another under the same idempotency key: a digest of the operation
 * and its body. The order of the body's fields does not matter.
 */
export function fingerprint(operation: string, body: unknown): string {
  const text = stringify([operation, body]) ?? '';
  return createHash('sha256').update(text).digest('base64url');
}
