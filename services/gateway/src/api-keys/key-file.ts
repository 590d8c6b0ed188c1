import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withLock } from '@stockroom/service/file-lock';
import type { ApiKey } from './api-key.ts';
import { formatKeys, type KeyStore, parseKeys } from './key-store.ts';

/** Stores keys in a local file that only its owner can read. */
export function keyFile(path: string): KeyStore {
  const place = `the file ${path}`;
  const read = async () => {
    const text = await readFile(path, 'utf8').catch(undefinedIfMissing);
    return text === undefined ? [] : parseKeys(text, place);
  };
  return {
    place,
    read,
    change: async (change) => {
      await mkdir(dirname(path), { recursive: true });
      await withLock(`${path}.lock`, async () => write(path, change(await read())));
    },
  };
}

/** Replaces the file atomically: a reader sees either the old keys or the new ones. */
async function write(path: string, keys: readonly ApiKey[]): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(formatKeys(keys));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

function undefinedIfMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
