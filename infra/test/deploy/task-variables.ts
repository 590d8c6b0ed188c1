import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';

/** All that a container finds in its environment, the values of its secrets included. */
export async function taskVariables(
  { environment = [], secrets = [] }: ContainerDefinition,
  secretsManager: SecretsManager,
): Promise<Record<string, string | undefined>> {
  const given = await Promise.all(
    secrets.map(async ({ name, valueFrom = '' }) => [
      name,
      await secretValue(secretsManager, valueFrom),
    ]),
  );
  return Object.fromEntries([...environment.map(({ name, value }) => [name, value]), ...given]);
}

/** @param valueFrom ARN of a secret, and `:key::` after it where only one of its keys is meant */
async function secretValue(secretsManager: SecretsManager, valueFrom: string): Promise<string> {
  const parts = valueFrom.split(':');
  const { SecretString = '' } = await secretsManager.getSecretValue({
    SecretId: parts.slice(0, 7).join(':'),
  });
  const [, , , , , , , key] = parts;
  return key ? ((JSON.parse(SecretString) as Record<string, string>)[key] ?? '') : SecretString;
}
