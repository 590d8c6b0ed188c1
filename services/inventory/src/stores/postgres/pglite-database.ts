import { existsSync, openAsBlob, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { lockDirectory } from '../directory-lock.ts';
import type { Database, Sql } from './database.ts';

/** A migrated, empty database that the build made: loading it is faster than making one. */
export const preparedDatabase = join(import.meta.dirname, '../../../dist/embedded-database.tar.gz');

/**
 * Opens the PostgreSQL that runs inside this process, with its data in a folder. One process at a
 * time: it knows no other, and two on one folder lose each other's rows.
 *
 * Acknowledged writes survive the death of the process, not a power cut: it never waits for the
 * disk. For that, and for more than one instance, use a PostgreSQL server.
 *
 * @throws DirectoryInUse where another process has the folder
 */
export async function openEmbeddedDatabase(directory: string): Promise<Database> {
  const lock = lockDirectory(directory);
  try {
    const data = join(directory, 'postgres');
    if (!existsSync(data)) await fill(data);
    const database = overPglite(await PGlite.create(data));
    return {
      ...database,
      close: async () => {
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Makes the folder elsewhere and moves it when it is whole, so that a crash leaves no half of one. */
async function fill(data: string): Promise<void> {
  const unfinished = `${data}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const prepared = existsSync(preparedDatabase)
    ? { loadDataDir: await openAsBlob(preparedDatabase) }
    : {};
  const pglite = await PGlite.create(unfinished, prepared);
  await pglite.close();
  renameSync(unfinished, data);
}

/** The database interface over a PGlite that is already there. */
export function overPglite(pglite: PGlite): Database {
  return {
    ...overConnection(pglite),
    transaction: (work) => pglite.transaction((connection) => work(overConnection(connection))),
    close: () => pglite.close(),
  };
}

const overConnection = (connection: PGlite | Transaction): Sql => ({
  query: async <Row extends object>(statement: string, parameters: readonly unknown[] = []) =>
    (await connection.query<Row>(statement, [...parameters])).rows,
});
