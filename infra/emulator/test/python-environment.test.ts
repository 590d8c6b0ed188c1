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

test('without Python the error says how to install it', async () => {
  await expect(findPython()).rejects.toThrow(/needs Python 3\.10 or newer, but none .*Install it/);
});

test('a newer Python under another name is preferred to an old one', async () => {
  await program('python3', '3.8.20');
  await program('python3.12', '3.12.3');
  expect(await findPython()).toBe('python3.12');
});

test('the error names Python versions that are too old', async () => {
  await mkdir(path.join(directory, 'unused'));
  await program('python3', '3.9.1');
  await program('python', '2.7.18');
  await expect(findPython()).rejects.toThrow(/python3 is 3\.9\.1, python is 2\.7\.18/);
});
