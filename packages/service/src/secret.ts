import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** One version of a secret's value. */
export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  readonly created: Date;
}

/** A secret in AWS Secrets Manager. Region and credentials come from the environment. */
export interface Secret {
  readonly arn: string;
  /**
   * The version with the stage, `AWSCURRENT` by default; undefined where no version has it, as in a
   * secret without a value.
   */
  read(stage?: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<SecretVersion | undefined>;
  /**
   * Makes a text the current version, and `former` the previous one.
   *
   * @param former the current version as it was read; undefined for a secret without a value
   * @throws SecretChanged where `former` is no longer the current version; nothing changes then
   */
  replace(former: SecretVersion | undefined, text: string): Promise<void>;
}

/** Another writer has replaced the current version since it was read. */
export class SecretChanged extends Error {
  override name = 'SecretChanged';
}

/** Timeout of one request to Secrets Manager, its retries included. */
const requestMilliseconds = 5_000;

/** Opens the secret with an ARN. */
export function secretOf(arn: string): Secret {
  return {
    arn,
    read: (stage = 'AWSCURRENT') =>
      withClient(async (client) => {
        const { GetSecretValueCommand, ResourceNotFoundException } = await aws();
        try {
          const {
            SecretString: text,
            VersionId: id,
            CreatedDate: created,
          } = await client.send(
            new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
            withTimeout(),
          );
          if (text === undefined || id === undefined || created === undefined) {
            const missing = text === undefined ? 'text (SecretString)' : 'VersionId or CreatedDate';
            throw new Error(`Secrets Manager returned no ${missing} for the secret ${arn}.`);
          }
          return { id, text, created };
        } catch (error) {
          // The same exception reports a secret that does not exist.
          const hasNone =
            error instanceof ResourceNotFoundException && error.message.includes(stage);
          if (hasNone) return undefined;
          throw error;
        }
      }),

    replace: (former, text) =>
      withClient(async (client) => {
        const {
          InvalidParameterException,
          PutSecretValueCommand,
          UpdateSecretVersionStageCommand,
        } = await aws();
        // Stored as a draft first, and promoted only if the version that was read is still current,
        // so that no other writer's change is lost.
        const stage = former === undefined ? 'AWSCURRENT' : 'DRAFT';
        const { VersionId: next } = await client.send(
          new PutSecretValueCommand({ SecretId: arn, SecretString: text, VersionStages: [stage] }),
          withTimeout(),
        );
        if (former === undefined) return;
        try {
          // Secrets Manager also moves AWSPREVIOUS to the version that loses AWSCURRENT.
          await client.send(
            new UpdateSecretVersionStageCommand({
              SecretId: arn,
              VersionStage: 'AWSCURRENT',
              MoveToVersionId: next,
              RemoveFromVersionId: former.id,
            }),
            withTimeout(),
          );
        } catch (error) {
          if (!(error instanceof InvalidParameterException)) throw error;
          throw new SecretChanged(`The secret ${arn} was changed concurrently. Try again.`, {
            cause: error,
          });
        }
      }),
  };
}

// Loaded on demand: it is slow to load, and not needed without AWS.
const aws = () => import('@aws-sdk/client-secrets-manager');

const withTimeout = () => ({ abortSignal: AbortSignal.timeout(requestMilliseconds) });

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
