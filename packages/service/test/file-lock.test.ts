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

test('a lock has one holder, and is free after its release', () => {
  const file = lockFile();
  const lock = tryLock(file);
  expect(lock).toBeDefined();
  expect(tryLock(file)).toBeUndefined();
  lock?.release();
  tryLock(file)?.release();
});

test('an empty lock file of an earlier version does not block', async () => {
  const file = lockFile();
  writeFileSync(file, '');
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('work under one lock runs one after the other', async () => {
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

test('work that fails releases the lock and rejects with its error', async () => {
  const file = lockFile();
  await expect(withLock(file, () => Promise.reject(new Error('no room')))).rejects.toThrow(
    'no room',
  );
  const again = tryLock(file);
  expect(again).toBeDefined();
  again?.release();
});

test('a file that is not a lock is an error, not a held lock', () => {
  const file = lockFile();
  writeFileSync(file, 'notes'.repeat(100));
  expect(() => tryLock(file)).toThrow('file is not a database');
});
