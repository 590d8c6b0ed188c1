import { startSecretsManager, useSecretsManager } from '@stockroom/testing/secrets-manager';
import { describe, expect, onTestFinished, test } from 'vitest';
import { newActorKeyText } from '../../src/actor/actor-key.ts';
import { RotatedActorKeys } from '../../src/actor/rotated-actor-keys.ts';
import { actorSigner, actorVerifier, secretOf } from '../../src/index.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:stockroom/actor-key-AbCdEf';
const day = 86_400_000;

/** A secret with a key in it, and services that use it. */
async function startSecret() {
  const manager = await startSecretsManager();
  useSecretsManager(manager.url);
  await secretOf(arn).replace(undefined, newActorKeyText());

  const use = ({ rotates }: { rotates: boolean }) => {
    const failures: unknown[] = [];
    const keys = new RotatedActorKeys(secretOf(arn), {
      rotates,
      pauseSeconds: 0.01,
      onFailure: (error) => failures.push(error),
    });
    onTestFinished(() => keys.stop());
    return { keys, failures };
  };
  const gateway = (rotates = true) => {
    const { keys, failures } = use({ rotates });
    return { keys, failures, sign: () => actorSigner(keys, 'inventory').sign('jane') };
  };
  const inventory = () => {
    const { keys, failures } = use({ rotates: false });
    const verifier = actorVerifier(keys, 'inventory');
    return { keys, failures, actorOf: (token: string) => verifier.actorOf(token) };
  };
  /** Makes the current key older than it is. */
  const age = (milliseconds: number) => {
    const current = manager.versions.find(({ stages }) => stages.includes('AWSCURRENT'));
    if (current) current.created = new Date(Date.now() - milliseconds);
  };
  const stages = () => manager.versions.map(({ stages }) => stages.toSorted().join(' '));
  return { ...manager, gateway, inventory, age, stages };
}

describe('a key in Secrets Manager', () => {
  test('signs and verifies, and is not read again for that', async () => {
    const { gateway, inventory, state } = await startSecret();
    const [one, other] = [gateway(), inventory()];
    await one.keys.start();
    await other.keys.start();
    const reads = state.calls.GetSecretValue;
    for (let count = 0; count < 20; count++) {
      expect(await other.actorOf(await one.sign())).toBe('jane');
    }
    expect(state.calls.GetSecretValue).toBe(reads);
  });

  test('is read later if it could not be read at the start', async () => {
    const { gateway, inventory, state } = await startSecret();
    const [one, other] = [gateway(), inventory()];
    state.isAway = true;
    await other.keys.start();
    await one.keys.start();
    await expect(one.sign()).rejects.toMatchObject({ status: 503 });
    state.isAway = false;
    const token = await one.sign();
    expect(await other.actorOf(token)).toBe('jane');
    expect(other.failures).toHaveLength(1);
  });

  test('that is known keeps working while Secrets Manager is unavailable; an unknown one gets 503', async () => {
    const { gateway, inventory, state, age } = await startSecret();
    const [one, other] = [gateway(), inventory()];
    await one.keys.start();
    await other.keys.start();
    const known = await one.sign();
    age(8 * day);
    await one.keys.refresh();
    state.isAway = true;

    await expect(other.actorOf(await one.sign())).rejects.toMatchObject({ status: 503 });
    expect(await other.actorOf(known)).toBe('jane');
    await one.keys.refresh();
    expect(await one.sign()).toBeTruthy();
  });

  test('that is too short is reported by its secret, without its text', async () => {
    const { inventory, versions } = await startSecret();
    await secretOf(arn).replace(await secretOf(arn).read(), 'hunter2');
    const { keys, failures } = inventory();
    await keys.start();
    expect(String(failures[0])).toContain('has fewer than 32 characters');
    expect(String(failures[0])).not.toContain('hunter2');

    // The mistake is the previous version now, and does no harm.
    await secretOf(arn).replace(await secretOf(arn).read(), newActorKeyText());
    expect(versions).toHaveLength(3);
    await keys.refresh();
    expect(failures).toHaveLength(1);
    expect(await keys.signing()).toBeTruthy();
  });
});

describe('the rotation of a key', () => {
  test('is due after 7 days, not before', async () => {
    const { gateway, age, versions, stages } = await startSecret();
    const { keys } = gateway();
    age(6.9 * day);
    await keys.start();
    expect(versions).toHaveLength(1);
    age(7.1 * day);
    await keys.refresh();
    expect(stages()).toEqual(['AWSPREVIOUS', 'AWSCURRENT DRAFT']);
    await keys.refresh();
    expect(versions).toHaveLength(2);
  });

  test('is not for services that only verify', async () => {
    const { inventory, age, versions } = await startSecret();
    age(8 * day);
    await inventory().keys.start();
    expect(versions).toHaveLength(1);
  });

  test('treats a secret without a value as due', async () => {
    const { gateway, versions } = await startSecret();
    versions.length = 0;
    const one = gateway();
    await one.keys.start();
    expect(versions).toHaveLength(1);
    expect(await one.sign()).toBeTruthy();
  });

  test('happens once if several tasks find it due at the same time', async () => {
    const { gateway, inventory, age, stages } = await startSecret();
    age(8 * day);
    const tasks = Array.from({ length: 4 }, () => gateway());
    await Promise.all(tasks.map(({ keys }) => keys.start()));

    expect(stages().filter((stage) => stage !== '' && stage !== 'DRAFT')).toEqual([
      'AWSPREVIOUS',
      expect.stringContaining('AWSCURRENT'),
    ]);
    const signing = await Promise.all(tasks.map(({ keys }) => keys.signing()));
    expect(new Set(signing.map(({ id }) => id)).size).toBe(1);
    expect(tasks.flatMap(({ failures }) => failures)).toEqual([]);
    const { actorOf } = inventory();
    for (const task of tasks) expect(await actorOf(await task.sign())).toBe('jane');
  });

  test('accepts both keys at first, then no longer the previous one', async () => {
    const { gateway, inventory, age } = await startSecret();
    const [one, other] = [gateway(), inventory()];
    await one.keys.start();
    await other.keys.start();
    const first = await one.sign();
    expect(await other.actorOf(first)).toBe('jane');

    age(8 * day);
    await one.keys.refresh();
    const second = await one.sign();
    expect(second).not.toBe(first);
    expect(await other.actorOf(second)).toBe('jane');
    expect(await other.actorOf(first)).toBe('jane');

    age(8 * day);
    await one.keys.refresh();
    expect(await other.actorOf(await one.sign())).toBe('jane');
    expect(await other.actorOf(second)).toBe('jane');
    await expect(other.actorOf(first)).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('a key that is not valid'),
    });
  });

  test('reaches the other tasks', async () => {
    const { gateway, inventory, age } = await startSecret();
    const [one, second, other] = [gateway(), gateway(), inventory()];
    for (const { keys } of [one, second, other]) await keys.start();
    age(8 * day);
    await one.keys.refresh();
    const before = await second.sign();
    expect(await other.actorOf(before)).toBe('jane');
    await second.keys.refresh();
    expect((await second.keys.signing()).id).toBe((await one.keys.signing()).id);
  });
});

test('concurrent tokens with unknown keys cause one read of the secret', async () => {
  const { inventory, state } = await startSecret();
  const { keys, actorOf } = inventory();
  await keys.start();
  const reads = state.calls.GetSecretValue ?? 0;
  const header = (kid: string) =>
    Buffer.from(JSON.stringify({ alg: 'HS256', kid })).toString('base64url');
  const results = await Promise.allSettled(
    Array.from({ length: 500 }, (_, index) => actorOf(`${header(`unknown-${index}`)}.e30.AAAA`)),
  );
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  // One read is a call for each of the two versions.
  expect((state.calls.GetSecretValue ?? 0) - reads).toBe(2);
});
