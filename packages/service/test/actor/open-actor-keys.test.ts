import { startSecretsManager, useSecretsManager } from '@stockroom/testing/secrets-manager';
import { expect, test } from 'vitest';
import { actorEnvironment, environmentOf, openActorKeys, readConfig } from '../../src/index.ts';
import { quietService } from '../fixtures/quiet-service.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:stockroom/actor-key-AbCdEf';
const key = 'k'.repeat(32);

const open = async (variables: Record<string, string>) => {
  const service = await quietService();
  const config = readConfig(environmentOf(actorEnvironment), variables);
  return { service, keys: openActorKeys(service, config) };
};

test.each([{ NODE_ENV: 'production' }, { NODE_ENV: 'prod' }, {}])(
  'a service with %j requires a key, and the error names the variables',
  async (variables) => {
    await expect(open(variables)).rejects.toThrow(
      /^ACTOR_KEY_SECRET_ARN, ACTOR_KEY: NODE_ENV=\w+ is production, .* Set one of them/,
    );
  },
);

test.each(['development', 'test'])('a service in %s requires no key', async (NODE_ENV) => {
  expect((await open({ NODE_ENV })).keys).toBeUndefined();
});

test('only one of the variables can be set', async () => {
  await expect(open({ ACTOR_KEY: key, ACTOR_KEY_SECRET_ARN: arn })).rejects.toThrow(
    'ACTOR_KEY and ACTOR_KEY_SECRET_ARN are both set. Set only one of them.',
  );
});

test.each(['short', `${key},short`, `${key} `])('%j is rejected, and not repeated', (ACTOR_KEY) => {
  const read = () => readConfig(environmentOf(actorEnvironment), { ACTOR_KEY });
  expect(read).toThrow('ACTOR_KEY: must match');
  expect(read).not.toThrow(key);
});

test('a service becomes ready when it has read the key', async () => {
  const { url, versions } = await startSecretsManager();
  useSecretsManager(url);
  const { service } = await open({ ACTOR_KEY_SECRET_ARN: arn });
  await service.ready();
  expect((await service.inject('/ready')).json()).toMatchObject({
    status: 'unavailable',
    checks: { 'actor-key': 'unavailable' },
  });
  versions.push({ id: 'one', text: key, stages: ['AWSCURRENT'], created: new Date() });
  await expect
    .poll(async () => (await service.inject('/ready')).json(), { timeout: 10_000 })
    .toMatchObject({ status: 'ok', checks: { 'actor-key': 'ok' } });
});
