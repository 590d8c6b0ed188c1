import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** One value that a secret has or had. */
export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  readonly created: Date;
}

/** A secret in AWS Secrets Manager. Region and credentials are the environment's. */
export interface Secret {
  readonly arn: string;
  /**
   * The version that has the stage, `AWSCURRENT` by default; undefined where none has it, as in a
   * secret without a value.
   */
  read(stage?: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<SecretVersion | undefined>;
  /**
   * Makes a text the current version, and `former` the previous one.
   *
   * @param former the current version as it was read; undefined for a secret without a value
   * @throws SecretChanged where `former` is not the current version any more; it is left alone then
   */
  replace(former: SecretVersion | undefined, text: string): Promise<void>;
}

/** Another writer has replaced the current version since it was read. */
export class SecretChanged extends Error {
  override name = 'SecretChanged';
}

/** Milliseconds that one request to Secrets Manager may take, its repeats included. */
const requestMilliseconds = 5_000;

/** The secret with an ARN. */
export function secretOf(arn: string): Secret {
  return {
    arn,
    read: (stage = 'AWSCURRENT') =>
      withClient(async (client) => {
        const { GetSecretValueCommand, ResourceNotFoundException } = await aws();
        try {
          const {
            SecretString: text = '',
            VersionId: id = '',
            CreatedDate: created = new Date(),
          } = await client.send(
            new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
            limited(),
          );
          return { id, text, created };
        } catch (error) {
          // The same exception says that there is no such secret.
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
        // Kept as a draft first: only if the version that was read is still the current one is it
        // replaced, so that no other writer's change is lost.
        const stage = former === undefined ? 'AWSCURRENT' : 'DRAFT';
        const { VersionId: next } = await client.send(
          new PutSecretValueCommand({ SecretId: arn, SecretString: text, VersionStages: [stage] }),
          limited(),
        );
        if (former === undefined) return;
        try {
          // Secrets Manager moves AWSPREVIOUS along, to the version that loses AWSCURRENT.
          await client.send(
            new UpdateSecretVersionStageCommand({
              SecretId: arn,
              VersionStage: 'AWSCURRENT',
              MoveToVersionId: next,
              RemoveFromVersionId: former.id,
            }),
            limited(),
          );
        } catch (error) {
          if (!(error instanceof InvalidParameterException)) throw error;
          throw new SecretChanged(`The secret ${arn} was changed at the same time. Try again.`, {
            cause: error,
          });
        }
      }),
  };
}

// Slow to load, and of no use on a machine without AWS.
const aws = () => import('@aws-sdk/client-secrets-manager');

const limited = () => ({ abortSignal: AbortSignal.timeout(requestMilliseconds) });

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
