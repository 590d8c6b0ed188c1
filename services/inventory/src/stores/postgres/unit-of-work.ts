import { domainErrors } from '../../domain/errors.ts';
import { skusOf } from '../../domain/reservation.ts';
import type {
  CommandContext,
  LockedItem,
  StockTransaction,
  UnitOfWork,
} from '../../domain/unit-of-work.ts';
import type { Database, Sql } from './database.ts';
import { changeLevels, lockItems, readLevel } from './levels.ts';
import { append } from './movements.ts';
import {
  closeReservation,
  insertReservation,
  lockExpired,
  lockReservation,
} from './reservations.ts';

/**
 * Commands in PostgreSQL. Each claims its idempotency key first, where a concurrent retry waits for
 * it, and then locks the rows that it changes.
 */
export const postgresUnitOfWork = (database: Database): UnitOfWork => ({
  changeItems: (context, skus, rule) =>
    idempotent(database, context, async (sql) =>
      rule(transactionOf(sql, await lockItems(sql, skus))),
    ),

  changeReservation: (context, id, rule) =>
    idempotent(database, context, async (sql) => {
      const reservation = await lockReservation(sql, id);
      const skus = reservation.status === 'active' ? skusOf(reservation.lines) : [];
      return rule(transactionOf(sql, await lockItems(sql, skus)), reservation);
    }),

  changeEach: (commands, skuOf, rule) =>
    idempotentBatch(database, commands, async (sql, fresh) =>
      rule(transactionOf(sql, await lockItems(sql, fresh.map(skuOf))), fresh),
    ),

  async changeExpired(now, limit, rule) {
    const changeOne = () =>
      database.transaction(async (sql) => {
        const reservation = await lockExpired(sql, now);
        if (!reservation) return false;
        const items = await lockItems(sql, skusOf(reservation.lines));
        await rule(transactionOf(sql, items), reservation);
        return true;
      });
    let changed = 0;
    while (changed < limit && (await changeOne())) changed += 1;
    return changed;
  },
});

const transactionOf = (sql: Sql, items: readonly LockedItem[]): StockTransaction => ({
  items,
  level: (place) => readLevel(sql, place),
  changeLevels: (changes) => changeLevels(sql, changes),
  append: (movements) => append(sql, movements),
  insertReservation: (draft) => insertReservation(sql, draft),
  closeReservation: (id, status, closedAt) => closeReservation(sql, id, status, closedAt),
});

function idempotent<Result>(
  database: Database,
  { idempotencyKey, fingerprint }: CommandContext,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  return database.transaction(async (sql) => {
    const claimed = await sql.query(
      `insert into requests (idempotency_key, fingerprint) values ($1, $2)
       on conflict (idempotency_key) do nothing
       returning idempotency_key`,
      [idempotencyKey, fingerprint],
    );
    if (claimed.length === 0) return firstResult<Result>(sql, idempotencyKey, fingerprint);
    const result = await work(sql);
    await sql.query('update requests set answer = $2 where idempotency_key = $1', [
      idempotencyKey,
      JSON.stringify(result),
    ]);
    return result;
  });
}

function idempotentBatch<Command extends { readonly context: CommandContext }>(
  database: Database,
  commands: readonly Command[],
  work: (sql: Sql, fresh: readonly Command[]) => Promise<unknown[]>,
): Promise<void> {
  return database.transaction(async (sql) => {
    const rows = await sql.query<{ key: string }>(
      `insert into requests (idempotency_key, fingerprint)
       select * from unnest($1::text[], $2::text[]) as request (key, fingerprint) order by key
       on conflict (idempotency_key) do nothing
       returning idempotency_key as key`,
      [keysOf(commands), commands.map(({ context }) => context.fingerprint)],
    );
    const claimed = new Set(rows.map(({ key }) => key));
    const isFresh = ({ context }: Command) => claimed.has(context.idempotencyKey);
    for (const command of commands) {
      const { idempotencyKey, fingerprint } = command.context;
      if (!isFresh(command)) await firstResult(sql, idempotencyKey, fingerprint);
    }
    const fresh = commands.filter(isFresh);
    if (fresh.length === 0) return;
    const results = await work(sql, fresh);
    await sql.query(
      `update requests set answer = given.answer
       from unnest($1::text[], $2::jsonb[]) as given (key, answer)
       where idempotency_key = given.key`,
      [keysOf(fresh), results.map((result) => JSON.stringify(result))],
    );
  });
}

const keysOf = (commands: readonly { readonly context: CommandContext }[]): string[] =>
  commands.map(({ context }) => context.idempotencyKey);

async function firstResult<Result>(sql: Sql, key: string, fingerprint: string): Promise<Result> {
  const [first] = await sql.query<{ fingerprint: string; answer: Result }>(
    'select fingerprint, answer from requests where idempotency_key = $1',
    [key],
  );
  if (first?.fingerprint !== fingerprint) throw domainErrors.idempotencyKeyReused(key);
  return first.answer;
}
