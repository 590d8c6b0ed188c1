import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tryLock, withLock } from '../src/file-lock.ts';

/** A lock file in a folder that is gone after the test. */
function lockFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'keys.lock');
}

test('a lock is held once, and free again after its release', () => {
  const file = lockFile();
  const lock = tryLock(file);
  expect(lock).toBeDefined();
  expect(tryLock(file)).toBeUndefined();
  lock?.release();
  tryLock(file)?.release();
});

test('an empty file that an earlier version left as its lock holds nothing up', async () => {
  const file = lockFile();
  writeFileSync(file, '');
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('what is done under one lock is done one after the other', async () => {
  const file = lockFile();
  const steps: string[] = [];
  const work = (name: string) =>
    withLock(file, async () => {
      steps.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      steps.push(`${name} ends`);
    });
  await Promise.all([work('one'), work('two'), work('three')]);
  for (let at = 0; at < steps.length; at += 2) {
    expect(steps[at + 1]).toBe(steps[at]?.replace('begins', 'ends'));
  }
  expect(steps).toHaveLength(6);
});

test('work that fails releases the lock and says why', async () => {
  const file = lockFile();
  await expect(withLock(file, () => Promise.reject(new Error('no room')))).rejects.toThrow(
    'no room',
  );
  const again = tryLock(file);
  expect(again).toBeDefined();
  again?.release();
});

test('a lock file that is something else is an error, and not a lock that is taken', () => {
  const file = lockFile();
  writeFileSync(file, 'notes'.repeat(100));
  expect(() => tryLock(file)).toThrow('file is not a database');
});
