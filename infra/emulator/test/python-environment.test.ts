import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findPython } from '../python-environment.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'stockroom-python-'));
  vi.stubEnv('PATH', directory);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

const program = (name: string, version: string) =>
  writeFile(path.join(directory, name), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });

test('without any Python the error says how to get one', async () => {
  await expect(findPython()).rejects.toThrow(/needs Python 3\.10 or newer, but none .*Install it/);
});

test('an old Python is passed over for a newer one of another name', async () => {
  await program('python3', '3 8');
  await program('python3.12', '3 12');
  expect(await findPython()).toBe('python3.12');
});

test('an old Python alone is named', async () => {
  await mkdir(path.join(directory, 'unused'));
  await program('python3', '3 9');
  await program('python', '2 7');
  await expect(findPython()).rejects.toThrow(/python3 is 3\.9, python is 2\.7/);
});
