import { randomUUID } from 'node:crypto';
import type { Reservation, ReservationLine } from '@stockroom/client/contract';
import { decodeCursor, wholeNumber } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import type { ReservationDraft } from '../../domain/unit-of-work.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import type { Database, Sql } from './database.ts';

type ReservationStore = Pick<StockStore, 'getReservation' | 'listReservations'>;

/** Reservations in PostgreSQL. */
export function reservationStore(database: Database): ReservationStore {
  return {
    async getReservation(id) {
      const [row] = await database.query<ReservationRow>(
        'select * from reservations where id = $1',
        [id],
      );
      if (!row) throw domainErrors.unknownReservation(id);
      return reservationOf(row);
    },

    async listReservations({ status }, { limit, cursor }) {
      const where = new Conditions().andIf('status = ?', status);
      if (cursor) where.and('number < ?', ...decodeCursor('reservations', cursor, [wholeNumber]));
      const rows = await database.query<ReservationRow>(
        `select * from reservations where ${where}
         order by number desc limit ${where.parameter(limit + 1)}`,
        where.parameters,
      );
      return pageOf('reservations', rows, limit, reservationOf, ({ number }) => [number]);
    },
  };
}

/** @throws DomainError `unknown-reservation` */
export async function lockReservation(sql: Sql, id: string): Promise<Reservation> {
  const [row] = await sql.query<ReservationRow>(
    'select * from reservations where id = $1 for update',
    [id],
  );
  if (!row) throw domainErrors.unknownReservation(id);
  return reservationOf(row);
}

/** Locks the active reservation that expired first; skips those that another transaction is closing. */
export async function lockExpired(sql: Sql, now: Date): Promise<Reservation | undefined> {
  const [row] = await sql.query<ReservationRow>(
    `select * from reservations where closed_at is null and expires_at <= $1
     order by expires_at limit 1
     for update skip locked`,
    [now],
  );
  return row && reservationOf(row);
}

export async function insertReservation(sql: Sql, draft: ReservationDraft): Promise<Reservation> {
  const [row] = await sql.query<ReservationRow>(
    `insert into reservations (id, lines, reference, actor, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6) returning *`,
    [
      randomUUID(),
      JSON.stringify(draft.lines),
      draft.reference,
      draft.actor,
      draft.createdAt,
      draft.expiresAt,
    ],
  );
  return reservationOf(row as ReservationRow);
}

export async function closeReservation(
  sql: Sql,
  id: string,
  status: Reservation['status'],
  closedAt: Date,
): Promise<void> {
  await sql.query('update reservations set status = $2, closed_at = $3 where id = $1', [
    id,
    status,
    closedAt,
  ]);
}

interface ReservationRow {
  number: number;
  id: string;
  status: Reservation['status'];
  lines: ReservationLine[];
  reference: string;
  actor: string;
  created_at: Date;
  expires_at: Date;
  closed_at: Date | null;
}

const reservationOf = (row: ReservationRow): Reservation => ({
  id: row.id,
  status: row.status,
  lines: row.lines,
  reference: row.reference,
  actor: row.actor,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  closedAt: row.closed_at?.toISOString() ?? null,
});
