import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describeWith } from '@stockroom/testing';
import { moto, startMoto } from '@stockroom/testing/moto';
import { secretsManagerVariables } from '@stockroom/testing/secrets-manager';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SecretChanged, secretOf } from '../src/index.ts';

describeWith([moto], 'a secret in AWS Secrets Manager', () => {
  let server: Awaited<ReturnType<typeof startMoto>>;
  let client: SecretsManagerClient;
  let made = 0;

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

  async function newSecret(SecretString: string) {
    made += 1;
    const { ARN = '' } = await client.send(
      new CreateSecretCommand({ Name: `secret-${made}`, SecretString }),
    );
    return secretOf(ARN);
  }

  test('has the time at which its value was created', async () => {
    const before = Date.now() - 1_000;
    const version = await (await newSecret('first')).read();
    expect(version?.created.getTime()).toBeGreaterThan(before);
  });

  test('has the replaced version as its previous one, after any number of replacements', async () => {
    const secret = await newSecret('first');
    for (const [text, former] of [
      ['second', 'first'],
      ['third', 'second'],
      ['fourth', 'third'],
    ] as const) {
      await secret.replace(await secret.read(), text);
      expect(await secret.read()).toMatchObject({ text });
      expect(await secret.read('AWSPREVIOUS')).toMatchObject({ text: former });
    }
  });

  test('keeps the value that another writer stored in between', async () => {
    const secret = await newSecret('first');
    const read = await secret.read();
    await secret.replace(read, 'second');
    await expect(secret.replace(read, 'third')).rejects.toThrow(SecretChanged);
    expect(await secret.read()).toMatchObject({ text: 'second' });
    expect(await secret.read('AWSPREVIOUS')).toMatchObject({ text: 'first' });
  });

  test('that does not exist is an error', async () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:none';
    await expect(secretOf(arn).read()).rejects.toThrow("can't find the specified secret");
  });
});
