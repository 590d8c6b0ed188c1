import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DirectoryInUse, lockDirectory } from '../../src/stores/directory-lock.ts';
import { temporaryDirectory } from '../fixtures/temporary-directory.ts';

/** Another process that locks the directory; resolves once it has. */
async function holder(directory: string) {
  const module = join(import.meta.dirname, '../../src/stores/directory-lock.ts');
  const program = `
    import { lockDirectory } from ${JSON.stringify(module)};
    lockDirectory(${JSON.stringify(directory)});
    console.log('held');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  await once(child.stdout, 'data');
  return child;
}

describe('a locked directory', () => {
  test('is created if it is missing, and free after its release', () => {
    using temporary = temporaryDirectory();
    const directory = join(temporary.path, 'a/b');
    lockDirectory(directory).release();
    lockDirectory(directory).release();
  });

  test('cannot be locked again by the same process', () => {
    using directory = temporaryDirectory();
    const lock = lockDirectory(directory.path);
    expect(() => lockDirectory(directory.path)).toThrow(DirectoryInUse);
    lock.release();
  });

  test('cannot be locked by another process, which gets its holder and the fix', async () => {
    using directory = temporaryDirectory();
    const child = await holder(directory.path);
    try {
      expect(() => lockDirectory(directory.path)).toThrow(
        new RegExp(
          `The data directory ${directory.path} is in use by process ${child.pid} \\(since .*Z\\)\\. .* Stop that process, or set DATA_DIRECTORY to another directory\\.`,
        ),
      );
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('is free after its holder was killed', async () => {
    using directory = temporaryDirectory();
    const child = await holder(directory.path);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDirectory(directory.path).release();
  });
});
