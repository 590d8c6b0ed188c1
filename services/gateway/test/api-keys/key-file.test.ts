import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keyFile, makeKey } from '../../src/api-keys/index.ts';
import { storeKeys } from '../fixtures/gateway.ts';

const scanner = makeKey('scanner', 'inventory:write');

/** Changes the keys of a file in another process. `change` is a function in JavaScript. */
async function changeInProcess(path: string, change: string) {
  const module = join(import.meta.dirname, '../../src/api-keys/index.ts');
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

describe('a key file', () => {
  test('can be changed after a process was killed during a change', async () => {
    const path = await storeKeys([scanner.key]);
    const killed = await changeInProcess(path, "() => process.kill(process.pid, 'SIGKILL')");
    expect(killed.signal).toBe('SIGKILL');

    const revoked = new Date().toISOString();
    await keyFile(path).change((keys) => keys.map((key) => ({ ...key, revoked })));

    expect(await keyFile(path).read()).toEqual([{ ...scanner.key, revoked }]);
  });

  test('loses no change when several processes change it at the same time', async () => {
    const path = await storeKeys([]);
    const names = ['a', 'b', 'c'];
    const add = (name: string) => `(keys) => [...keys, makeKey('${name}', 'inventory:read').key]`;

    const exits = await Promise.all([
      ...names.map((name) => changeInProcess(path, add(name))),
      keyFile(path).change((keys) => [...keys, scanner.key]),
      keyFile(path).change((keys) => [...keys, makeKey('d', 'inventory:read').key]),
    ]);

    expect(exits.slice(0, names.length).map((exit) => exit?.code)).toEqual([0, 0, 0]);
    const stored = (await keyFile(path).read()).map(({ name }) => name);
    expect(stored.toSorted()).toEqual([...names, 'd', 'scanner'].toSorted());
  });

  test('is unchanged and unlocked after a failed change', async () => {
    const path = await storeKeys([scanner.key]);
    const failing = keyFile(path).change(() => {
      throw new Error('the key exists');
    });
    await expect(failing).rejects.toThrow('the key exists');
    await keyFile(path).change((keys) => keys);
    expect(await keyFile(path).read()).toEqual([scanner.key]);
  });
});
