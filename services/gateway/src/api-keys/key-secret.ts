import { SecretChanged, secretOf } from '@stockroom/service';
import { formatKeys, type KeyStore, parseKeys } from './key-store.ts';

/** Maximum size of a secret value in AWS Secrets Manager (service quotas). */
const maxBytes = 65_536;

/** Stores keys in a secret of AWS Secrets Manager. Region and credentials come from the environment. */
export function keySecret(arn: string): KeyStore {
  const place = `the secret ${arn}`;
  const secret = secretOf(arn);

  /** A secret has no value until the first key is stored. */
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
      if (Buffer.byteLength(text) > maxBytes) {
        throw new Error(
          `${place} holds ${maxBytes} bytes, and the keys exceed that. Remove keys that were revoked long ago, or share one key between programs.`,
        );
      }
      await secret.replace(version, text).catch((error) => {
        if (!(error instanceof SecretChanged)) throw error;
        throw new Error('The keys were changed by another process at the same time. Try again.', {
          cause: error,
        });
      });
    },
  };
}
