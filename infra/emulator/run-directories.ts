import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { healthPath } from './front-door.ts';

/** The directory for the logs of the emulated AWS that listens on a port. */
export const runDirectoryOf = (dataDirectory: string, port: number): string =>
  path.join(dataDirectory, `run-${port}`);

/**
 * Removes the run directories of emulators that no longer run. An emulator listens before it creates
 * its directory and until after its last log line, so a port without an emulator has a stale one.
 */
export async function removeStaleRunDirectories(dataDirectory: string): Promise<void> {
  if (!existsSync(dataDirectory)) return;
  const names = await readdir(dataDirectory);
  const ports = names.flatMap((name) => /^run-(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  await Promise.all(
    ports.map(async (port) => {
      if (await isListening(port)) return;
      await rm(runDirectoryOf(dataDirectory, port), { recursive: true, force: true });
    }),
  );
}

const isListening = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}${healthPath}`).then(
    () => true,
    () => false,
  );
