import type { Movement, StockLevel } from '@stockroom/client/contract';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { refusals } from '../../domain/refusal.ts';
import type { Move } from '../changes.ts';
import { pageOf } from '../paging.ts';
import type { BookedReceipt, Booking, StockStore } from '../stock-store.ts';
import { requireItem } from './items.ts';
import {
  addToLevels,
  changeLevels,
  type HeldItems,
  holdItems,
  levelId,
  levelOf,
  requireActive,
} from './levels.ts';
import { requireLocations } from './locations.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { record } from './movements.ts';
import { once, onceEach, type Transaction } from './once.ts';

type Stock = Pick<
  StockStore,
  'receive' | 'receiveAll' | 'issue' | 'adjust' | 'transfer' | 'count' | 'listLevels'
>;

/** Changes of stock, and the levels they lead to, in MongoDB. */
export function stockStore(database: MongoDatabase): Stock {
  const withItem = <Answer>(
    sku: string,
    booking: Booking,
    work: (transaction: Transaction, held: HeldItems) => Promise<Answer>,
  ) => once(database, booking, [sku], (transaction) => holdItems(transaction, [sku]), work);

  return {
    receive: (receipt, booking) =>
      withItem(receipt.sku, booking, (transaction, held) => {
        requireActive(held);
        return move(transaction, held, { ...receipt, kind: 'receipt' }, booking);
      }),

    receiveAll: (booked) =>
      onceEach(
        database,
        booked,
        ({ receipt }) => receipt.sku,
        holdItems,
        async (transaction, held, fresh) => {
          requireActive(held);
          const receipts = fresh.map(({ receipt }) => receipt);
          const levels = await addToLevels(transaction, held, receipts);
          const movements = fresh.map(({ receipt, booking: { idempotencyKey } }, index) => {
            const balance = levels[index]?.onHand ?? 0;
            return { ...receipt, kind: 'receipt' as const, balance, idempotencyKey };
          });
          const [{ booking }] = fresh as [BookedReceipt];
          return record(transaction, held, booking, movements);
        },
      ),

    issue: (issue, booking) =>
      withItem(issue.sku, booking, (transaction, held) => {
        const change = { ...issue, kind: 'issue' as const, quantity: -issue.quantity };
        return move(transaction, held, change, booking);
      }),

    adjust: (adjustment, booking) =>
      withItem(adjustment.sku, booking, (transaction, held) =>
        move(transaction, held, { ...adjustment, kind: 'adjustment' }, booking),
      ),

    transfer: ({ from, to, quantity, ...transfer }, booking) =>
      withItem(transfer.sku, booking, async (transaction, held) => {
        if (from === to) throw refusals.sameLocation(from);
        const { sku } = transfer;
        const levels = await changeLevels(transaction, held, [
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
        const [out, into] = await record(transaction, held, booking, legs);
        return { out: out as Movement, in: into as Movement };
      }),

    count: ({ counted, ...count }, booking) =>
      withItem(count.sku, booking, async (transaction, held) => {
        const { sku, location } = count;
        const { levels, session } = transaction;
        await requireLocations(transaction, [location], session);
        const level = await levels.findOne({ _id: levelId(sku, location) }, { session });
        const { onHand: expected, reserved } = level ?? { onHand: 0, reserved: 0 };
        if (counted < reserved) throw refusals.reservedStock(sku, location, counted, reserved);
        const difference = counted - expected;
        const change = { ...count, kind: 'count' as const, quantity: difference };
        const movement = await move(transaction, held, change, booking);
        return { expected, counted, difference, movement };
      }),

    listLevels: (sku, { limit, cursor }) =>
      database.run(async (collections) => {
        const [after] = cursor ? decodeCursor('levels', cursor, [text]) : [''];
        await requireItem(collections, sku);
        const documents = await collections.levels
          .find({ sku, location: { $gt: after } })
          .sort({ location: 1 })
          .limit(limit + 1)
          .batchSize(limit + 2)
          .toArray();
        return pageOf('levels', documents, limit, levelOf, ({ location }) => [location]);
      }),
  };
}

async function move(
  transaction: Transaction,
  held: HeldItems,
  change: Move,
  booking: Booking,
): Promise<Movement> {
  const { sku, location, quantity } = change;
  const changes = [{ sku, location, onHand: quantity, reserved: 0 }];
  const levels = await changeLevels(transaction, held, changes);
  const balance = balanceAt(levels, location);
  const [movement] = await record(transaction, held, booking, [{ ...change, balance }]);
  return movement as Movement;
}

const balanceAt = (levels: readonly StockLevel[], location: string): number =>
  levels.find((level) => level.location === location)?.onHand ?? 0;
