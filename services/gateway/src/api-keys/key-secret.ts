import { SecretChanged, secretOf } from '@stockroom/service';
import { formatKeys, type KeyStore, parseKeys } from './key-store.ts';

/** A secret of AWS Secrets Manager holds so much (service quotas). */
const mostBytes = 65_536;

/** Keeps keys in a secret of AWS Secrets Manager. Region and credentials are the environment's. */
export function keySecret(arn: string): KeyStore {
  const place = `the secret ${arn}`;
  const secret = secretOf(arn);

  /** A secret has no value until the first key is made. */
  const current = async () => {
    const version = await secret.read();
    return { keys: version === undefined ? [] : parseKeys(version.text, place), version };
  };

  return {
    place,
    read: async () => (await current()).keys,
    change: async (change) => {
      const { keys, version } = await current();
      const text = formatKeys(change(keys));
      if (Buffer.byteLength(text) > mostBytes) {
        throw new Error(
          `${place} holds ${mostBytes} bytes, and the keys have more. Take keys that were revoked long ago out of it, or let programs share one.`,
        );
      }
      await secret.replace(version, text).catch((error) => {
        if (!(error instanceof SecretChanged)) throw error;
        throw new Error('Somebody else changed the keys at the same time. Try again.', {
          cause: error,
        });
      });
    },
  };
}
