import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type FileLock, tryLock } from '@stockroom/service/file-lock';

/** Another process works in the folder. */
export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse';
}

/**
 * Takes a folder for this process alone, until it ends, and makes the folder where there is none.
 *
 * @throws DirectoryInUse naming the process that holds the folder
 */
export function lockDirectory(directory: string): FileLock {
  mkdirSync(directory, { recursive: true });
  const holderFile = join(directory, 'lock-holder.json');
  const lock = tryLock(join(directory, 'lock'));
  if (!lock) {
    throw new DirectoryInUse(
      `The data folder ${resolve(directory)} is in use by ${holderIn(holderFile)}. Two processes on one folder would lose data. Stop that one, or set DATA_DIRECTORY to another folder.`,
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
