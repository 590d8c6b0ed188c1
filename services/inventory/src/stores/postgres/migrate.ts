import type { Database } from './database.ts';
import { type Migration, migrations } from './migrations.ts';

/** Any number, the same in every instance: who holds it may change the schema. */
const migrationLock = 4_702_001;

/**
 * Brings the schema up to date. Each migration runs once, however many instances start at the same
 * time: they take turns, and whoever comes second finds nothing left to do.
 */
export async function migrate(
  database: Database,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await sql.query(
      `create table if not exists migrations (
         number integer primary key,
         name text not null,
         applied_at timestamptz not null default now()
       )`,
    );
    const applied = await sql.query<{ number: number }>('select number from migrations');
    const done = new Set(applied.map(({ number }) => number));
    for (const { number, name, statements } of steps.filter((step) => !done.has(step.number))) {
      for (const statement of statements) await sql.query(statement);
      await sql.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
    }
  });
}
