import type { Movement } from '@stockroom/client/contract';
import { decodeCursor, digits, encodeCursor, timestamp, wholeNumber } from '../../domain/cursor.ts';
import type { MovementDraft } from '../../domain/unit-of-work.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import type { Database, Sql } from './database.ts';
import { requireItem } from './items.ts';

/** Appends movements to the ledger, in their order. */
export async function append(sql: Sql, movements: readonly MovementDraft[]): Promise<Movement[]> {
  const rows = await sql.query<MovementRow>(
    `insert into movements (kind, sku, location, quantity, balance, reason, reference,
       reservation, actor, idempotency_key, at)
     select kind, sku, location, quantity, balance, reason, reference, reservation, actor,
       "idempotencyKey", date_trunc('milliseconds', clock_timestamp())
     from jsonb_to_recordset($1) as movement (kind text, sku text, location text,
       quantity bigint, balance bigint, reason text, reference text, reservation text,
       actor text, "idempotencyKey" text)
     returning *`,
    [JSON.stringify(movements)],
  );
  return rows.map(movementOf);
}

/** The ledger in PostgreSQL. Its history is read from the reader, its feed from the writer. */
export function movementStore(
  database: Database,
  reader: Database,
): Pick<StockStore, 'listMovements' | 'readFeed' | 'feedEnd'> {
  return {
    async listMovements({ sku, location, kind, since, until }, { limit, cursor }) {
      if (sku !== undefined) await requireItem(database, sku);
      const where = new Conditions()
        .andIf('sku = ?', sku)
        .andIf('location = ?', location)
        .andIf('kind = ?', kind)
        .andIf('at >= ?', since)
        .andIf('at < ?', until);
      if (cursor)
        where.and(
          '(at, number) < (?, ?)',
          ...decodeCursor('movements', cursor, [timestamp, wholeNumber]),
        );
      const rows = await reader.query<MovementRow>(
        `select * from movements where ${where}
         order by at desc, number desc limit ${where.parameter(limit + 1)}`,
        where.parameters,
      );
      return pageOf('movements', rows, limit, movementOf, ({ at, number }) => [
        at.toISOString(),
        number,
      ]);
    },

    async readFeed(after, limit) {
      const rows = await database.query<FeedRow>(
        `select *, transaction::text as position from movements
         where (transaction, number) > ($1::text::xid8, $2) and ${isSettled}
         order by transaction, number limit $3`,
        [...decodeCursor('feed', after, [digits, wholeNumber]), limit],
      );
      return rows.map((row) => ({ position: positionOf(row), movement: movementOf(row) }));
    },

    async feedEnd() {
      const [last = { position: '0', number: 0 }] = await database.query<FeedRow>(
        `select transaction::text as position, number from movements where ${isSettled}
         order by transaction desc, number desc limit 1`,
      );
      return positionOf(last);
    },
  };
}

const isSettled = 'transaction < pg_snapshot_xmin(pg_current_snapshot())';

const positionOf = ({ position, number }: Pick<FeedRow, 'position' | 'number'>): string =>
  encodeCursor('feed', [position, number]);

interface FeedRow extends MovementRow {
  /** The transaction's id. */
  position: string;
}

interface MovementRow {
  number: number;
  kind: Movement['kind'];
  sku: string;
  location: string;
  quantity: number;
  balance: number;
  reason: string;
  reference: string;
  reservation: string | null;
  actor: string;
  idempotency_key: string;
  at: Date;
}

const movementOf = (row: MovementRow): Movement => ({
  id: String(row.number),
  kind: row.kind,
  sku: row.sku,
  location: row.location,
  quantity: row.quantity,
  balance: row.balance,
  reason: row.reason,
  reference: row.reference,
  actor: row.actor,
  idempotencyKey: row.idempotency_key,
  reservation: row.reservation,
  at: row.at.toISOString(),
});
