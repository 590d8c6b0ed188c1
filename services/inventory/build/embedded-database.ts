/**
 * Builds a migrated, empty database, which the first start loads. Creating one takes seconds, loading
 * it a fraction of a second.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { migrate } from '../src/stores/postgres/migrate.ts';
import { overPglite, preparedDatabase } from '../src/stores/postgres/pglite-database.ts';

const pglite = await PGlite.create();
await migrate(overPglite(pglite));
const archive = await pglite.dumpDataDir('gzip');
mkdirSync(dirname(preparedDatabase), { recursive: true });
writeFileSync(preparedDatabase, Buffer.from(await archive.arrayBuffer()));
await pglite.close();
