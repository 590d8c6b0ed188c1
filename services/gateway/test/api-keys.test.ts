import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ApiKey, type KeyStore, keyFile, makeKey } from '../src/api-keys/index.ts';
import { KnownKeys } from '../src/api-keys/known-keys.ts';
import { keptKeys, startGateway, startUpstream } from './fixtures/gateway.ts';

/** Known keys of a file, with a clock that the test sets. */
async function knownWithClock(keys: readonly ApiKey[]) {
  const path = await keptKeys(keys);
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
  const known = new KnownKeys(
    store,
    (error) => failures.push(error),
    () => clock.milliseconds,
  );
  return { known, clock, failures, reads, path, store };
}

const scanner = makeKey('scanner', 'inventory:write');
const refused = { status: 401, message: expect.stringContaining('key') };

describe('the keys that a gateway knows', () => {
  test('say who calls and what they may', async () => {
    const { known } = await knownWithClock([scanner.key]);
    expect(await known.callerOf(scanner.secret)).toEqual({
      kind: 'key',
      id: scanner.key.id,
      actor: 'key:scanner',
      scopes: ['inventory:read', 'inventory:write'],
      expiresAt: undefined,
    });
  });

  test('are read again after 30 seconds, not before, and once for all who ask', async () => {
    const { known, clock, reads, store } = await knownWithClock([scanner.key]);
    await Promise.all(Array.from({ length: 5 }, () => known.callerOf(scanner.secret)));
    await store.change((keys) => keys.map((key) => ({ ...key, revoked: key.created })));

    clock.milliseconds = 29_999;
    expect(await known.callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    expect(reads.count).toBe(1);

    clock.milliseconds = 30_000;
    const asked = Array.from({ length: 5 }, () => known.callerOf(scanner.secret));
    for (const answer of asked) await expect(answer).rejects.toMatchObject(refused);
    expect(reads.count).toBe(2);
  });

  test('are read again for one that is not known, which may be new, every two seconds at most', async () => {
    const { known, clock, reads, store } = await knownWithClock([]);
    await expect(known.callerOf(scanner.secret)).rejects.toMatchObject(refused);
    await store.change(() => [scanner.key]);

    clock.milliseconds = 1_999;
    await expect(known.callerOf(scanner.secret)).rejects.toMatchObject(refused);
    expect(reads.count).toBe(1);

    clock.milliseconds = 2_000;
    expect(await known.callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    expect(reads.count).toBe(2);
  });

  test('stay those that were read last while they cannot be read, which is told', async () => {
    const { known, clock, failures, path } = await knownWithClock([scanner.key]);
    await known.callerOf(scanner.secret);
    await writeFile(path, '{"keys": [{"id": "half');

    clock.milliseconds = 60_000;
    expect(await known.callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    expect(failures).toEqual([expect.objectContaining({ name: 'UnreadableKeys' })]);

    await rm(path);
    clock.milliseconds = 90_000;
    await expect(known.callerOf(scanner.secret)).rejects.toMatchObject(refused);
  });

  test('are forgotten when they cannot be read for ten minutes, and known as soon as they can', async () => {
    const { known, clock, path, store } = await knownWithClock([scanner.key]);
    await known.callerOf(scanner.secret);
    await writeFile(path, 'nothing');

    clock.milliseconds = 599_999;
    expect(await known.callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
    clock.milliseconds = 630_000;
    await expect(known.callerOf(scanner.secret)).rejects.toMatchObject({ status: 503 });

    await rm(path);
    await store.change(() => [scanner.key]);
    clock.milliseconds = 632_000;
    expect(await known.callerOf(scanner.secret)).toMatchObject({ actor: 'key:scanner' });
  });

  test('let nobody in before they could be read: 503', async () => {
    const { known, path } = await knownWithClock([scanner.key]);
    await writeFile(path, 'nothing');
    await expect(known.callerOf(scanner.secret)).rejects.toMatchObject({ status: 503 });
  });

  test('end at the moment that was set, to the millisecond', async () => {
    const past = makeKey('past', 'inventory:read', new Date());
    const future = makeKey('future', 'inventory:read', new Date(Date.now() + 60_000));
    const { known } = await knownWithClock([past.key, future.key]);
    await expect(known.callerOf(past.secret)).rejects.toMatchObject({
      message: 'The key is expired. Make a new one with "pnpm run keys create".',
    });
    expect((await known.callerOf(future.secret)).expiresAt).toEqual(
      new Date(future.key.expires ?? ''),
    );
  });
});

/** Another process that changes the keys of a file by `change`, a function in JavaScript, and ends. */
async function changeElsewhere(path: string, change: string) {
  const module = join(import.meta.dirname, '../src/api-keys/index.ts');
  const program = `
    import { keyFile, makeKey } from ${JSON.stringify(module)};
    await keyFile(${JSON.stringify(path)}).change(${change});
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = await once(child, 'exit');
  return { code, signal };
}

describe('a file of keys', () => {
  test('can be changed after a process was killed in the middle of a change', async () => {
    const path = await keptKeys([scanner.key]);
    const killed = await changeElsewhere(path, "() => process.kill(process.pid, 'SIGKILL')");
    expect(killed.signal).toBe('SIGKILL');

    const revoked = new Date().toISOString();
    await keyFile(path).change((keys) => keys.map((key) => ({ ...key, revoked })));

    expect(await keyFile(path).read()).toEqual([{ ...scanner.key, revoked }]);
  });

  test('loses no change of those that processes make at once', async () => {
    const path = await keptKeys([]);
    const names = ['a', 'b', 'c'];
    const add = (name: string) => `(keys) => [...keys, makeKey('${name}', 'inventory:read').key]`;

    const ends = await Promise.all([
      ...names.map((name) => changeElsewhere(path, add(name))),
      keyFile(path).change((keys) => [...keys, scanner.key]),
      keyFile(path).change((keys) => [...keys, makeKey('d', 'inventory:read').key]),
    ]);

    expect(ends.slice(0, names.length).map((end) => end?.code)).toEqual([0, 0, 0]);
    const kept = (await keyFile(path).read()).map(({ name }) => name);
    expect(kept.toSorted()).toEqual([...names, 'd', 'scanner'].toSorted());
  });

  test('is free again after a change that failed, and as it was', async () => {
    const path = await keptKeys([scanner.key]);
    const failing = keyFile(path).change(() => {
      throw new Error('there is such a key');
    });
    await expect(failing).rejects.toThrow('there is such a key');
    await keyFile(path).change((keys) => keys);
    expect(await keyFile(path).read()).toEqual([scanner.key]);
  });
});

test('a key can be in either header, and stands in the ledger by its name', async () => {
  const upstream = await startUpstream((request, response) => {
    response.end(request.headers['x-stockroom-actor']);
  });
  const { url } = await startGateway({
    INVENTORY_URL: upstream,
    API_KEYS_FILE: await keptKeys([scanner.key]),
  });
  const both = [{ authorization: `bearer ${scanner.secret}` }, { 'x-api-key': scanner.secret }];
  for (const headers of both) {
    const answer = await fetch(`${url}/api/v1/items`, { headers: new Headers(headers) });
    expect(await answer.text()).toBe('key:scanner');
  }
});

test('a feed ends when the key of its reader does', async () => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
  });
  const short = makeKey('short', 'inventory:read', new Date(Date.now() + 1_000));
  const { url } = await startGateway({
    INVENTORY_URL: upstream,
    API_KEYS_FILE: await keptKeys([short.key]),
  });
  const follow = () =>
    fetch(`${url}/api/v1/movements/feed`, { headers: { 'x-api-key': short.secret } });

  const feed = await follow();
  expect(await feed.text()).toBe('data: one\n\n');
  expect((await follow()).status).toBe(401);
});
