import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** An exclusive hold on a folder. */
export interface DirectoryLock {
  release(): void;
}

/** Another process works in the folder. */
export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse';
}

/**
 * Takes a folder for this process alone, and makes the folder where there is none.
 *
 * The hold is the operating system's own lock on a file, which ends with the process however it
 * ends: after `kill -9` nothing is left to clean up, and no process id can be mistaken for another.
 * Node has no call for such a lock; SQLite, which is part of Node, takes one.
 *
 * @throws DirectoryInUse naming the process that holds the folder
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const holderFile = join(directory, 'lock-holder.json');
  const lock = new DatabaseSync(join(directory, 'lock'));
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    if (!isLocked(error)) throw error;
    throw new DirectoryInUse(
      `The data folder ${resolve(directory)} is in use by ${holderIn(holderFile)}. Two processes on one folder would lose data. Stop that one, or set DATA_DIRECTORY to another folder.`,
    );
  }
  const holder = { pid: process.pid, since: new Date().toISOString() };
  writeFileSync(holderFile, JSON.stringify(holder));
  return { release: () => lock.close() };
}

const sqliteBusy = 5;

function isLocked(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

function holderIn(file: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; since: string };
    return `process ${pid} (since ${since})`;
  } catch {
    return 'another process';
  }
}
