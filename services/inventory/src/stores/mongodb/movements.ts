import type { Movement } from '@stockroom/client/contract';
import type { Filter } from 'mongodb';
import { decodeCursor, text } from '../../domain/cursor.ts';
import type { MovementDraft } from '../../domain/unit-of-work.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { ItemDocument, MovementDocument } from './documents.ts';
import { requireItem } from './items.ts';
import type { LockedItems } from './levels.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';

/**
 * Appends movements of locked items to the ledger, in their order.
 *
 * An id consists of the time, the number of times the item was locked, and the SKU. Sorted by id, the
 * ledger is in order of time, and an item's movements are in their actual order, even if the clocks
 * of the instances differ.
 */
export async function append(
  { movements, outbox, session }: Transaction,
  locked: LockedItems,
  drafts: readonly MovementDraft[],
): Promise<Movement[]> {
  const documents = drafts.map((draft, index): MovementDocument => {
    const { bookings, bookedAt } = locked.get(draft.sku) as ItemDocument;
    const sequence = `${String(bookings).padStart(12, '0')}.${String(index).padStart(3, '0')}`;
    return { _id: `${bookedAt.toISOString()}_${sequence}_${draft.sku}`, ...draft, at: bookedAt };
  });
  await movements.insertMany(documents, { session });
  await outbox.insertMany(
    documents.map(({ _id }) => ({ _id })),
    { session },
  );
  return documents.map(movementOf);
}

/** The ledger's list in MongoDB. */
export function movementStore(database: MongoDatabase): Pick<StockStore, 'listMovements'> {
  return {
    listMovements: ({ sku, location, kind, since, until }, { limit, cursor }) =>
      database.run(async (collections) => {
        if (sku !== undefined) await requireItem(collections, sku);
        const filter: Filter<MovementDocument>[] = [{}];
        if (sku !== undefined) filter.push({ sku });
        if (location !== undefined) filter.push({ location });
        if (kind !== undefined) filter.push({ kind });
        if (since !== undefined) filter.push({ _id: { $gte: since.toISOString() } });
        if (until !== undefined) filter.push({ _id: { $lt: until.toISOString() } });
        if (cursor) {
          const [before] = decodeCursor('movements', cursor, [text]);
          filter.push({ _id: { $lt: before } });
        }
        const documents = await collections.movements
          .find({ $and: filter }, { readPreference: 'secondaryPreferred' })
          .sort({ _id: -1 })
          .limit(limit + 1)
          .batchSize(limit + 2)
          .toArray();
        return pageOf('movements', documents, limit, movementOf, ({ _id }) => [_id]);
      }),
  };
}

export const movementOf = ({ _id, at, ...movement }: MovementDocument): Movement => ({
  id: _id,
  ...movement,
  at: at.toISOString(),
});
