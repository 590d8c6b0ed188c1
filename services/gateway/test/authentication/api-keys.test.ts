import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  type ApiKey,
  ApiKeyCache,
  type KeyStore,
  keyFile,
  makeKey,
} from '../../src/api-keys/index.ts';
import { callerOfKey } from '../../src/authentication/caller-of-key.ts';
import { startGateway, storeKeys } from '../fixtures/gateway.ts';
import { required } from '../fixtures/required.ts';
import { startActorEcho } from '../fixtures/upstream.ts';

/** A cache of a key file's keys, with a clock that the test sets. */
async function cacheWithClock(keys: readonly ApiKey[]) {
  const path = await storeKeys(keys);
  const clock = { milliseconds: 0 };
  const failures: unknown[] = [];
  const reads = { count: 0 };
  const file = keyFile(path);
  const store: KeyStore = {
    ...file,
    read: () => {
      reads.count += 1;
      return file.read();
    },
  };
  const cache = new ApiKeyCache(
    store,
    (error) => failures.push(error),
    () => clock.milliseconds,
  );
  const callerOf = (presented: string) => callerOfKey(presented, cache);
  return { callerOf, clock, failures, reads, path, store };
}

const scanner = makeKey('scanner', 'inventory:write');
const rejection = { status: 401, message: expect.stringContaining('key') };

describe('an API key', () => {
  test('identifies its caller and the scopes', async () => {
    const { callerOf } = await cacheWithClock([scanner.key]);
    expect(await callerOf(scanner.secret)).toEqual({
      kind: 'key',
      id: scanner.key.id,
      actor: 'key:scanner',
      scopes: ['inventory:read', 'inventory:write'],
      expiresAt: undefined,
    });
  });

  test('is looked up in a cache that is read again after 30 seconds, once for concurrent requests', async () => {
    const { callerOf, clock, reads, store } = await cacheWithClock([scanner.key]);
    await Promise.all(Array.from({ length: 5 }, () => callerOf(scanner.secret)));
    await store.change((keys) => keys.map((key) => ({ ...key, revoked: key.created })));

    clock.milliseconds = 29_999;
    expect(await callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    expect(reads.count).toBe(1);

    clock.milliseconds = 30_000;
    const callers = Array.from({ length: 5 }, () => callerOf(scanner.secret));
    for (const caller of callers) await expect(caller).rejects.toMatchObject(rejection);
    expect(reads.count).toBe(2);
  });

  test('that is unknown may be new: the cache is read again, every two seconds at most', async () => {
    const { callerOf, clock, reads, store } = await cacheWithClock([]);
    await expect(callerOf(scanner.secret)).rejects.toMatchObject(rejection);
    await store.change(() => [scanner.key]);

    clock.milliseconds = 1_999;
    await expect(callerOf(scanner.secret)).rejects.toMatchObject(rejection);
    expect(reads.count).toBe(1);

    clock.milliseconds = 2_000;
    expect(await callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    expect(reads.count).toBe(2);
  });

  test('stays valid while the keys cannot be read, and the failure is reported', async () => {
    const { callerOf, clock, failures, path } = await cacheWithClock([scanner.key]);
    await callerOf(scanner.secret);
    await writeFile(path, '{"keys": [{"id": "half');

    clock.milliseconds = 60_000;
    expect(await callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    expect(failures).toEqual([expect.objectContaining({ name: 'InvalidKeyDocument' })]);

    await rm(path);
    clock.milliseconds = 90_000;
    await expect(callerOf(scanner.secret)).rejects.toMatchObject(rejection);
  });

  test('gets 503 after ten minutes without a successful read, until the keys can be read again', async () => {
    const { callerOf, clock, path, store } = await cacheWithClock([scanner.key]);
    await callerOf(scanner.secret);
    await writeFile(path, 'nothing');

    clock.milliseconds = 599_999;
    expect(await callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    clock.milliseconds = 630_000;
    await expect(callerOf(scanner.secret)).rejects.toMatchObject({ status: 503 });

    await rm(path);
    await store.change(() => [scanner.key]);
    clock.milliseconds = 632_000;
    expect(await callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
  });

  test('gets 503 before the first successful read', async () => {
    const { callerOf, path } = await cacheWithClock([scanner.key]);
    await writeFile(path, 'nothing');
    await expect(callerOf(scanner.secret)).rejects.toMatchObject({ status: 503 });
  });

  test('expires at the millisecond that was set', async () => {
    const past = makeKey('past', 'inventory:read', new Date());
    const future = makeKey('future', 'inventory:read', new Date(Date.now() + 60_000));
    const { callerOf } = await cacheWithClock([past.key, future.key]);
    await expect(callerOf(past.secret)).rejects.toMatchObject({
      message: 'The key is expired. Create a new one with "pnpm run keys create".',
    });
    expect((await callerOf(future.secret)).expiresAt).toEqual(
      new Date(required(future.key.expires, 'expiry')),
    );
  });
});

test('a key is accepted in either header, and the ledger records its name', async () => {
  const { url } = await startGateway({
    INVENTORY_URL: await startActorEcho(),
    API_KEYS_FILE: await storeKeys([scanner.key]),
  });
  const both = [{ authorization: `bearer ${scanner.secret}` }, { 'x-api-key': scanner.secret }];
  for (const headers of both) {
    const response = await fetch(`${url}/api/v1/items`, { headers: new Headers(headers) });
    expect(await response.text()).toBe('key:scanner');
  }
});
