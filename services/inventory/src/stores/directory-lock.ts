import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type FileLock, tryLock } from '@stockroom/service/file-lock';

/** Another process uses the directory. */
export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse';
}

/**
 * Locks a directory exclusively for this process until it ends, and creates it if necessary.
 *
 * @throws DirectoryInUse naming the process that holds the lock
 */
export function lockDirectory(directory: string): FileLock {
  mkdirSync(directory, { recursive: true });
  const holderFile = join(directory, 'lock-holder.json');
  const lock = tryLock(join(directory, 'lock'));
  if (!lock) {
    throw new DirectoryInUse(
      `The data directory ${resolve(directory)} is in use by ${holderIn(holderFile)}. Two processes in one directory would lose data. Stop that process, or set DATA_DIRECTORY to another directory.`,
    );
  }
  const holder = { pid: process.pid, since: new Date().toISOString() };
  writeFileSync(holderFile, JSON.stringify(holder));
  return lock;
}

function holderIn(file: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; since: string };
    return `process ${pid} (since ${since})`;
  } catch {
    return 'another process';
  }
}
