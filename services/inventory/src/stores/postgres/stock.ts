import type { Movement, StockLevel } from '@stockroom/client/contract';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { refusals } from '../../domain/refusal.ts';
import type { Move } from '../changes.ts';
import { pageOf } from '../paging.ts';
import type { BookedReceipt, Booking, StockStore } from '../stock-store.ts';
import type { Database, Sql } from './database.ts';
import { requireItem } from './items.ts';
import { changeLevels, lockActiveItems, lockItems, placeOf } from './levels.ts';
import { requireLocations } from './locations.ts';
import { record } from './movements.ts';
import { once, onceEach } from './once.ts';

type Stock = Pick<
  StockStore,
  'receive' | 'receiveAll' | 'issue' | 'adjust' | 'transfer' | 'count' | 'listLevels'
>;

/** Changes of stock, and the levels they lead to, in PostgreSQL. */
export function stockStore(database: Database): Stock {
  return {
    receive: (receipt, booking) =>
      once(database, booking, async (sql) => {
        await lockActiveItems(sql, [receipt.sku]);
        return move(sql, { ...receipt, kind: 'receipt' }, booking);
      }),

    receiveAll: (receipts) =>
      onceEach(database, receipts, async (sql, fresh) => {
        await lockActiveItems(
          sql,
          fresh.map(({ receipt }) => receipt.sku),
        );
        const levels = await changeLevels(
          sql,
          fresh.map(({ receipt: { sku, location, quantity } }) => {
            return { sku, location, onHand: quantity, reserved: 0 };
          }),
        );
        const balances = new Map(levels.map((level) => [placeOf(level), level.onHand]));
        const movements = fresh.map(({ receipt, booking: { idempotencyKey } }) => {
          const balance = balances.get(placeOf(receipt)) ?? 0;
          return { ...receipt, kind: 'receipt' as const, balance, idempotencyKey };
        });
        const [{ booking }] = fresh as [BookedReceipt];
        return record(sql, booking, movements);
      }),

    issue: (issue, booking) =>
      once(database, booking, async (sql) => {
        await lockItems(sql, [issue.sku]);
        return move(sql, { ...issue, kind: 'issue', quantity: -issue.quantity }, booking);
      }),

    adjust: (adjustment, booking) =>
      once(database, booking, async (sql) => {
        await lockItems(sql, [adjustment.sku]);
        return move(sql, { ...adjustment, kind: 'adjustment' }, booking);
      }),

    transfer: ({ from, to, quantity, ...transfer }, booking) =>
      once(database, booking, async (sql) => {
        if (from === to) throw refusals.sameLocation(from);
        const { sku } = transfer;
        await lockItems(sql, [sku]);
        const levels = await changeLevels(sql, [
          { sku, location: from, onHand: -quantity, reserved: 0 },
          { sku, location: to, onHand: quantity, reserved: 0 },
        ]);
        const leg = (location: string, signed: number) => ({
          ...transfer,
          kind: 'transfer' as const,
          location,
          quantity: signed,
          balance: balanceAt(levels, location),
        });
        const legs = [leg(from, -quantity), leg(to, quantity)];
        const [out, into] = (await record(sql, booking, legs)) as [Movement, Movement];
        return { out, in: into };
      }),

    count: ({ counted, ...count }, booking) =>
      once(database, booking, async (sql) => {
        const { sku, location } = count;
        await lockItems(sql, [sku]);
        await requireLocations(sql, [location]);
        const [level] = await sql.query<{ on_hand: number; reserved: number }>(
          'select on_hand, reserved from levels where sku = $1 and location = $2',
          [sku, location],
        );
        const { on_hand: expected, reserved } = level ?? { on_hand: 0, reserved: 0 };
        if (counted < reserved) throw refusals.reservedStock(sku, location, counted, reserved);
        const difference = counted - expected;
        const movement = await move(
          sql,
          { ...count, kind: 'count', quantity: difference },
          booking,
        );
        return { expected, counted, difference, movement };
      }),

    async listLevels(sku, { limit, cursor }) {
      const [after] = cursor ? decodeCursor('levels', cursor, [text]) : [''];
      await requireItem(database, sku);
      const rows = await database.query<StockLevel>(
        `select sku, location, on_hand as "onHand", reserved, on_hand - reserved as available
         from levels where sku = $1 and location > $2
         order by location limit $3`,
        [sku, after, limit + 1],
      );
      return pageOf(
        'levels',
        rows,
        limit,
        (level) => level,
        ({ location }) => [location],
      );
    },
  };
}

async function move(sql: Sql, change: Move, booking: Booking): Promise<Movement> {
  const { sku, location, quantity } = change;
  const levels = await changeLevels(sql, [{ sku, location, onHand: quantity, reserved: 0 }]);
  const balance = balanceAt(levels, location);
  const [movement] = await record(sql, booking, [{ ...change, balance }]);
  return movement as Movement;
}

const balanceAt = (
  levels: readonly { location: string; onHand: number }[],
  location: string,
): number => levels.find((level) => level.location === location)?.onHand ?? 0;
