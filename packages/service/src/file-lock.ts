import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/** An exclusive hold on a lock file. */
export interface FileLock {
  release(): void;
}

/** The lock was not free in time. */
export class FileInUse extends Error {
  override name = 'FileInUse';
}

/** Locks are held while a small file is written: whoever waits longer has found a process that hangs. */
const longestWaitMilliseconds = 10_000;
const pauseMilliseconds = 20;

/** SQLITE_BUSY: another connection holds the lock (SQLite, result codes). */
const sqliteBusy = 5;

/**
 * Takes a lock file for this caller alone; undefined where it is taken, by this process or another.
 * The file is made where it is missing, stays behind, and has nothing in it.
 *
 * The lock is the operating system's own, which ends with the process however it ends: after
 * `kill -9` nothing has to be deleted, and no process id can be mistaken for another. Node has no
 * call for such a lock; SQLite, which is part of Node, takes one.
 */
export function tryLock(file: string): FileLock | undefined {
  const lock = new DatabaseSync(file);
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    lock.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return { release: () => lock.close() };
}

/**
 * Does something while no other process does it under the same lock file. Waits up to 10 seconds
 * for the lock.
 *
 * @throws FileInUse where others hold it all that time, and what the work throws
 */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const lock = await waitForLock(file);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function waitForLock(file: string): Promise<FileLock> {
  const deadline = performance.now() + longestWaitMilliseconds;
  for (;;) {
    const lock = tryLock(file);
    if (lock) return lock;
    if (performance.now() > deadline) {
      throw new FileInUse(
        `Another process has held ${file} for ${longestWaitMilliseconds / 1000} s. Find it and stop it, or try again.`,
      );
    }
    await wait(pauseMilliseconds);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}
