import { startSecretsManager, useSecretsManager } from '@stockroom/testing/secrets-manager';
import { expect, test } from 'vitest';
import { keySecret, makeKey } from '../../src/api-keys/index.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:stockroom/api-keys-AbCdEf';

async function startSecret() {
  const manager = await startSecretsManager();
  useSecretsManager(manager.url);
  return { ...manager, secret: keySecret(arn) };
}

const one = makeKey('one', 'inventory:read').key;
const other = makeKey('other', 'inventory:read').key;

test('a secret without a value has no keys, and stores the first one', async () => {
  const { secret, versions } = await startSecret();
  expect(await secret.read()).toEqual([]);

  await secret.change((keys) => [...keys, one]);

  expect(await secret.read()).toEqual([one]);
  expect(versions).toHaveLength(1);
});

test('a change keeps the other keys', async () => {
  const { secret } = await startSecret();
  await secret.change((keys) => [...keys, one]);
  await secret.change((keys) => [...keys, other]);
  expect(await secret.read()).toEqual([one, other]);
});

test('a change that conflicts with another one fails, and the other one stays', async () => {
  const { secret, state } = await startSecret();
  await secret.change(() => [one, other]);
  const revoked = { ...one, revoked: new Date().toISOString() };
  state.beforeMove = async () => {
    state.beforeMove = async () => {};
    await secret.change((keys) => keys.map((key) => (key.id === one.id ? revoked : key)));
  };

  const third = makeKey('third', 'inventory:read').key;
  await expect(secret.change((keys) => [...keys, third])).rejects.toThrow(
    'The keys were changed by another process at the same time. Try again.',
  );

  expect(await secret.read()).toEqual([revoked, other]);
});

test('an invalid secret is reported without its content', async () => {
  const { secret, versions } = await startSecret();
  versions.push({
    id: 'version-0',
    text: '{"password":"hunter2"}',
    stages: ['AWSCURRENT'],
    created: new Date(),
  });
  await expect(secret.read()).rejects.toThrow(`There are no API keys in the secret ${arn}`);
  await expect(secret.read()).rejects.not.toThrow('hunter2');
});

test('keys beyond the size of a secret are rejected, and none is lost', async () => {
  const { secret } = await startSecret();
  await secret.change(() => [one]);
  const many = Array.from(
    { length: 400 },
    (_, number) => makeKey(`k${number}`, 'inventory:read').key,
  );
  await expect(secret.change((keys) => [...keys, ...many])).rejects.toThrow('holds 65536 bytes');
  expect(await secret.read()).toEqual([one]);
});
