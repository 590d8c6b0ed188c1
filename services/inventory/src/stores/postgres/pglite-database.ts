import { existsSync, openAsBlob, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { lockDirectory } from '../directory-lock.ts';
import type { Database, Sql } from './database.ts';

/** A migrated, empty database from the build: loading it is faster than creating one. */
export const preparedDatabase = join(import.meta.dirname, '../../../dist/embedded-database.tar.gz');

/**
 * Opens a PostgreSQL that runs inside this process, with its data in a directory. Only one process at
 * a time can use the directory: two would overwrite each other's rows.
 *
 * Acknowledged writes survive a crash of the process, but not a power failure, because it does not
 * wait for the disk. For that, and for more than one instance, use a PostgreSQL server.
 *
 * @throws DirectoryInUse while another process uses the directory
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

/** Creates the directory elsewhere and renames it when it is complete, so that a crash leaves no partial one. */
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

/** The database interface over an open PGlite. */
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
