import { refusals } from '../../domain/refusal.ts';
import type { Booking } from '../stock-store.ts';
import type { Database, Sql } from './database.ts';

/**
 * Does the work of a booking in one transaction, once for its idempotency key. A repeat gets the
 * first answer, also one that comes while the first is still at work: it waits for it. Work that
 * fails leaves no trace of the key, so that it can be tried again.
 *
 * @throws Refusal `idempotency-key-reused` where the key belongs to another request
 */
export function once<Answer>(
  database: Database,
  { idempotencyKey, fingerprint }: Booking,
  work: (sql: Sql) => Promise<Answer>,
): Promise<Answer> {
  return database.transaction(async (sql) => {
    const claimed = await sql.query(
      `insert into requests (idempotency_key, fingerprint) values ($1, $2)
       on conflict (idempotency_key) do nothing
       returning idempotency_key`,
      [idempotencyKey, fingerprint],
    );
    if (claimed.length === 0) return firstAnswer<Answer>(sql, idempotencyKey, fingerprint);
    const answer = await work(sql);
    await sql.query('update requests set answer = $2 where idempotency_key = $1', [
      idempotencyKey,
      JSON.stringify(answer),
    ]);
    return answer;
  });
}

/**
 * Does the work of several bookings in one transaction, each once for its idempotency key: all of
 * them or none. Those that were done before are passed over.
 *
 * @param work is given the bookings that are new, and answers each of them
 * @throws Refusal `idempotency-key-reused`
 */
export function onceEach<Booked extends { readonly booking: Booking }>(
  database: Database,
  all: readonly Booked[],
  work: (sql: Sql, fresh: readonly Booked[]) => Promise<unknown[]>,
): Promise<void> {
  return database.transaction(async (sql) => {
    const keys = all.map(({ booking }) => booking.idempotencyKey);
    const rows = await sql.query<{ key: string }>(
      `insert into requests (idempotency_key, fingerprint)
       select * from unnest($1::text[], $2::text[]) as request (key, fingerprint) order by key
       on conflict (idempotency_key) do nothing
       returning idempotency_key as key`,
      [keys, all.map(({ booking }) => booking.fingerprint)],
    );
    const claimed = new Set(rows.map(({ key }) => key));
    const [fresh, repeated] = [true, false].map((wanted) =>
      all.filter(({ booking }) => claimed.has(booking.idempotencyKey) === wanted),
    ) as [Booked[], Booked[]];
    for (const { booking } of repeated) {
      await firstAnswer(sql, booking.idempotencyKey, booking.fingerprint);
    }
    if (fresh.length === 0) return;
    const answers = await work(sql, fresh);
    await sql.query(
      `update requests set answer = given.answer
       from unnest($1::text[], $2::jsonb[]) as given (key, answer)
       where idempotency_key = given.key`,
      [
        fresh.map(({ booking }) => booking.idempotencyKey),
        answers.map((answer) => JSON.stringify(answer)),
      ],
    );
  });
}

async function firstAnswer<Answer>(sql: Sql, key: string, fingerprint: string): Promise<Answer> {
  const [first] = await sql.query<{ fingerprint: string; answer: Answer }>(
    'select fingerprint, answer from requests where idempotency_key = $1',
    [key],
  );
  if (first?.fingerprint !== fingerprint) throw refusals.idempotencyKeyReused(key);
  return first.answer;
}
