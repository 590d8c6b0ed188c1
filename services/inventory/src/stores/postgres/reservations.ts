import { randomUUID } from 'node:crypto';
import type { Reservation, ReservationLine } from '@stockroom/client/contract';
import { decodeCursor, wholeNumber } from '../../domain/cursor.ts';
import { refusals } from '../../domain/refusal.ts';
import { changesOf, type Effect, effects } from '../../domain/reservation-effect.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import type { Database, Sql } from './database.ts';
import { changeLevels, type Level, lockActiveItems, lockItems } from './levels.ts';
import { record } from './movements.ts';
import { once } from './once.ts';

type ReservationStore = Pick<
  StockStore,
  'reserve' | 'getReservation' | 'listReservations' | 'confirm' | 'release' | 'expireReservations'
>;

/** Reservations in PostgreSQL, with the time as the clock says. */
export function reservationStore(database: Database, clock: () => Date): ReservationStore {
  return {
    reserve: ({ lines, expiresInSeconds = 900, reference = '' }, booking) =>
      once(database, booking, async (sql) => {
        await lockActiveItems(
          sql,
          lines.map(({ sku }) => sku),
        );
        await changeLevels(sql, changesOf(lines, effects.reserve));
        const now = clock();
        const [row] = await sql.query<ReservationRow>(
          `insert into reservations (id, lines, reference, actor, created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6) returning *`,
          [
            randomUUID(),
            JSON.stringify(lines),
            reference,
            booking.actor,
            now,
            new Date(now.getTime() + expiresInSeconds * 1000),
          ],
        );
        return reservationOf(row as ReservationRow);
      }),

    async getReservation(id) {
      const [row] = await database.query<ReservationRow>(
        'select * from reservations where id = $1',
        [id],
      );
      if (!row) throw refusals.unknownReservation(id);
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

    confirm: (id, booking) =>
      once(database, booking, async (sql) => {
        const { lines, reference, expiresAt } = await lockActive(sql, id);
        if (new Date(expiresAt) <= clock()) throw refusals.reservationClosed(id, 'expired');
        const levels = await settle(sql, lines, effects.confirm);
        await record(
          sql,
          booking,
          changesOf(lines, effects.confirm).map((change) => ({
            kind: 'issue' as const,
            sku: change.sku,
            location: change.location,
            quantity: change.onHand,
            balance: balanceAt(levels, change),
            reference,
            reservation: id,
          })),
        );
        return close(sql, id, 'confirmed');
      }),

    release: (id, booking) =>
      once(database, booking, async (sql) => {
        const { lines } = await lockActive(sql, id);
        await settle(sql, lines, effects.release);
        return close(sql, id, 'released');
      }),

    async expireReservations(limit) {
      let expired = 0;
      while (expired < limit && (await expireOne())) expired += 1;
      return expired;
    },
  };

  /** One per transaction, so that no more than one reservation's items are held at a time. */
  function expireOne(): Promise<boolean> {
    return database.transaction(async (sql) => {
      const [row] = await sql.query<ReservationRow>(
        `select * from reservations where closed_at is null and expires_at <= $1
         order by expires_at limit 1
         for update skip locked`,
        [clock()],
      );
      if (!row) return false;
      await settle(sql, row.lines, effects.release);
      await close(sql, row.id, 'expired');
      return true;
    });
  }

  async function close(sql: Sql, id: string, status: Reservation['status']): Promise<Reservation> {
    const [row] = await sql.query<ReservationRow>(
      'update reservations set status = $2, closed_at = $3 where id = $1 returning *',
      [id, status, clock()],
    );
    return reservationOf(row as ReservationRow);
  }
}

/** Holds a reservation that is to be closed. */
async function lockActive(sql: Sql, id: string): Promise<Reservation> {
  const [row] = await sql.query<ReservationRow>(
    'select * from reservations where id = $1 for update',
    [id],
  );
  if (!row) throw refusals.unknownReservation(id);
  if (row.status !== 'active') throw refusals.reservationClosed(id, row.status);
  return reservationOf(row);
}

async function settle(sql: Sql, lines: readonly ReservationLine[], effect: Effect) {
  await lockItems(
    sql,
    lines.map(({ sku }) => sku),
  );
  return changeLevels(sql, changesOf(lines, effect));
}

const balanceAt = (levels: readonly Level[], place: { sku: string; location: string }): number =>
  levels.find(({ sku, location }) => sku === place.sku && location === place.location)?.onHand ?? 0;

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
