import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';

/**
 * Digest of an operation and its body, which distinguishes requests under the same idempotency key.
 * The order of the body's fields does not matter.
 */
export function fingerprint(operation: string, body: unknown): string {
  const text = stringify([operation, body]);
  if (text === undefined) throw new Error(`The body of "${operation}" cannot be written as JSON.`);
  return createHash('sha256').update(text).digest('base64url');
}
