import type { Database, Sql } from './database.ts';
import { type Migration, migrations } from './migrations.ts';

/** Key of the advisory lock under which instances change the schema. An arbitrary number. */
const migrationLock = 4_702_001;

/**
 * Migrates the schema. Each migration runs once, however many instances start concurrently: they take
 * turns, and the later ones find nothing left to do. An instance without pending migrations does not
 * wait, even while another one migrates the schema for a later release.
 *
 * @returns the names of the migrations that this call ran
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = migrations,
): Promise<string[]> {
  if ((await pendingSteps(database, steps)).length === 0) return [];
  return database.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await sql.query(
      `create table if not exists migrations (
         number integer primary key,
         name text not null,
         applied_at timestamptz not null default now()
       )`,
    );
    const pending = await pendingSteps(sql, steps);
    for (const { number, name, statements } of pending) {
      for (const statement of statements) await sql.query(statement);
      await sql.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
    }
    return pending.map(({ name }) => name);
  });
}

async function pendingSteps(sql: Sql, steps: readonly Migration[]): Promise<Migration[]> {
  const [table] = await sql.query<{ exists: boolean }>(
    "select to_regclass('migrations') is not null as exists",
  );
  if (!table?.exists) return [...steps];
  const applied = await sql.query<{ number: number }>('select number from migrations');
  const done = new Set(applied.map(({ number }) => number));
  return steps.filter(({ number }) => !done.has(number));
}
