import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { describeWith } from '@stockroom/testing';
import { moto, startMoto } from '@stockroom/testing/moto';
import { secretsManagerVariables } from '@stockroom/testing/secrets-manager';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { credentialSource, fromSecretsManager } from '../../src/stores/credentials.ts';
import { unique } from '../fixtures/unique.ts';

test('credentials are read once for any number of rejected connections', async () => {
  const first = { username: 'app', password: 'old' };
  let reads = 0;
  const source = credentialSource(first, async () => {
    reads += 1;
    return { username: 'app', password: `new ${reads}` };
  });
  const renewed = await Promise.all([source.renew(first), source.renew(first)]);
  expect(renewed.map(({ password }) => password)).toEqual(['new 1', 'new 1']);
  expect(await source.renew(first)).toBe(source.current);
  expect(reads).toBe(1);
});

test('credentials that could not be read are read the next time', async () => {
  const first = { username: 'app', password: 'old' };
  let works = false;
  const source = credentialSource(first, async () => {
    if (!works) throw new Error('throttled');
    return { username: 'app', password: 'new' };
  });
  await expect(source.renew(first)).rejects.toThrow('throttled');
  works = true;
  expect(await source.renew(first)).toEqual({ username: 'app', password: 'new' });
});

describeWith([moto], 'AWS Secrets Manager', () => {
  let server: Awaited<ReturnType<typeof startMoto>>;
  let client: SecretsManagerClient;

  beforeAll(async () => {
    server = await startMoto();
    const variables = secretsManagerVariables(server.url);
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    client = new SecretsManagerClient();
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    client?.destroy();
    await server?.stop();
  });

  /** A secret, by its ARN. */
  async function secret(SecretString: string): Promise<string> {
    const { ARN = '' } = await client.send(
      new CreateSecretCommand({ Name: unique('secret'), SecretString }),
    );
    return ARN;
  }

  test('is read again after the password was rotated', async () => {
    // Further fields that RDS stores.
    const more = { engine: 'postgres', host: 'db', port: 5432 };
    const SecretId = await secret(JSON.stringify({ username: 'app', password: 'old', ...more }));
    const read = fromSecretsManager(SecretId);
    expect(await read()).toEqual({ username: 'app', password: 'old' });
    const SecretString = JSON.stringify({ username: 'app', password: 'new' });
    await client.send(new PutSecretValueCommand({ SecretId, SecretString }));
    expect(await read()).toEqual({ username: 'app', password: 'new' });
  });

  test.for(['{"username":"app"}', 'hunter2', 'null'])(
    'without username and password is reported by its ARN, and never quoted: %s',
    async (value) => {
      const arn = await secret(value);
      const error: Error = await fromSecretsManager(arn)().catch((error) => error);
      expect(error.message).toContain(`The secret ${arn} has no username and password.`);
      expect(error.message).not.toContain('hunter2');
    },
  );

  test('that does not exist is reported', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:none';
    await expect(fromSecretsManager(arn)()).rejects.toThrow("can't find the specified secret");
  });
});
