import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { formatKeys, type KeyStore, parseKeys } from './key-store.ts';

/** A secret of AWS Secrets Manager holds so much (service quotas). */
const mostBytes = 65_536;

/** Keeps keys in a secret of AWS Secrets Manager. Region and credentials are the environment's. */
export function keySecret(arn: string): KeyStore {
  const place = `the secret ${arn}`;

  const current = async (client: SecretsManagerClient) => {
    const { GetSecretValueCommand, ResourceNotFoundException } = await aws();
    try {
      const { SecretString: text, VersionId: version } = await client.send(
        new GetSecretValueCommand({ SecretId: arn }),
        { abortSignal: AbortSignal.timeout(5_000) },
      );
      return { keys: text === undefined ? [] : parseKeys(text, place), version };
    } catch (error) {
      // A secret has no value until the first key is made.
      const isEmpty =
        error instanceof ResourceNotFoundException && /AWSCURRENT/.test(error.message);
      if (isEmpty) return { keys: [], version: undefined };
      throw error;
    }
  };

  return {
    place,
    read: () => withClient(async (client) => (await current(client)).keys),
    change: (change) =>
      withClient(async (client) => {
        const { keys, version } = await current(client);
        const text = formatKeys(change(keys));
        if (Buffer.byteLength(text) > mostBytes) {
          throw new Error(
            `${place} holds ${mostBytes} bytes, and the keys have more. Take keys that were revoked long ago out of it, or let programs share one.`,
          );
        }
        const {
          InvalidParameterException,
          PutSecretValueCommand,
          UpdateSecretVersionStageCommand,
        } = await aws();
        // Kept as a draft first: only if the version that was read is still the current
        // one is it replaced, so that nobody else's change is lost.
        const stage = version === undefined ? 'AWSCURRENT' : 'DRAFT';
        const { VersionId: next } = await client.send(
          new PutSecretValueCommand({ SecretId: arn, SecretString: text, VersionStages: [stage] }),
        );
        if (version === undefined) return;
        await client
          .send(
            new UpdateSecretVersionStageCommand({
              SecretId: arn,
              VersionStage: 'AWSCURRENT',
              MoveToVersionId: next,
              RemoveFromVersionId: version,
            }),
          )
          .catch((error) => {
            if (!(error instanceof InvalidParameterException)) throw error;
            throw new Error('Somebody else changed the keys at the same time. Try again.', {
              cause: error,
            });
          });
      }),
  };
}

// Slow to load, and of no use on a machine without AWS.
const aws = () => import('@aws-sdk/client-secrets-manager');

async function withClient<Result>(
  work: (client: SecretsManagerClient) => Promise<Result>,
): Promise<Result> {
  const { SecretsManagerClient } = await aws();
  const client = new SecretsManagerClient();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}
