import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';

/** A lock file that is held exclusively. */
export interface FileLock {
  release(): void;
}

/** The lock was not released in time. */
export class FileInUse extends Error {
  override name = 'FileInUse';
}

/** Locks are held while a small file is written. A longer wait means that a process hangs. */
const timeoutMilliseconds = 10_000;
const pauseMilliseconds = 20;

/** SQLITE_BUSY: another connection holds the lock (SQLite, result codes). */
const sqliteBusy = 5;

/**
 * Acquires a lock file exclusively. Returns undefined while another holder has it, in this process or
 * another. The file is created if it is missing, remains afterwards, and stays empty.
 *
 * The operating system releases the lock when the process ends, even after `kill -9`: nothing has to
 * be deleted, and no stale process id can be mistaken for a live one. Node has no API for such a
 * lock; SQLite, which is part of Node, acquires one.
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
 * Runs work while holding a lock file, so that only one process at a time does. Waits up to 10
 * seconds for the lock.
 *
 * @throws FileInUse where the lock stays held that long; whatever the work throws
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
  const deadline = performance.now() + timeoutMilliseconds;
  for (;;) {
    const lock = tryLock(file);
    if (lock) return lock;
    if (performance.now() > deadline) {
      throw new FileInUse(
        `Another process has held ${file} for ${timeoutMilliseconds / 1000} s. Find it and stop it, or try again.`,
      );
    }
    await wait(pauseMilliseconds);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}
