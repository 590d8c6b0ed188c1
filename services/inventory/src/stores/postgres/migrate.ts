import type { Database, Sql } from './database.ts';
import { type Migration, migrations } from './migrations.ts';

/** Any number, the same in every instance: who holds it may change the schema. */
const migrationLock = 4_702_001;

/**
 * Brings the schema up to date. Each migration runs once, however many instances start at the same
 * time: they take turns, and whoever comes second finds nothing left to do. Where nothing is left,
 * nobody waits: also not for one that changes the schema for a later release.
 *
 * @returns the names of the migrations that this call ran
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = migrations,
): Promise<string[]> {
  if ((await openSteps(database, steps)).length === 0) return [];
  return database.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await sql.query(
      `create table if not exists migrations (
         number integer primary key,
         name text not null,
         applied_at timestamptz not null default now()
       )`,
    );
    const open = await openSteps(sql, steps);
    for (const { number, name, statements } of open) {
      for (const statement of statements) await sql.query(statement);
      await sql.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
    }
    return open.map(({ name }) => name);
  });
}

async function openSteps(sql: Sql, steps: readonly Migration[]): Promise<Migration[]> {
  const [table] = await sql.query<{ there: boolean }>(
    "select to_regclass('migrations') is not null as there",
  );
  if (!table?.there) return [...steps];
  const applied = await sql.query<{ number: number }>('select number from migrations');
  const done = new Set(applied.map(({ number }) => number));
  return steps.filter(({ number }) => !done.has(number));
}
