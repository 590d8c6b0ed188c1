import { decodeCursor, encodeCursor, wholeNumber } from '../../domain/cursor.ts';
import type { StockStore } from '../stock-store.ts';
import { findAll } from './documents.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { movementOf } from './movements.ts';

/** Movements published per transaction. */
const batch = 200;

/**
 * The feed of movements in MongoDB. A movement is written together with an outbox entry. A read of
 * the feed first publishes the outbox, that is, assigns positions, in one transaction at a time. Only
 * committed movements get a position, so that none can appear before a position that was already
 * read.
 */
export function feedStore(database: MongoDatabase): Pick<StockStore, 'readFeed' | 'feedEnd'> {
  return {
    async readFeed(after, limit) {
      const [position] = decodeCursor('feed', after, [wholeNumber]);
      await publish();
      return database.run(async ({ published, movements }) => {
        const entries = await published
          .find({ _id: { $gt: position } })
          .sort({ _id: 1 })
          .limit(limit)
          .batchSize(limit + 1)
          .toArray();
        const ids = entries.flatMap(({ movement }) => (movement === undefined ? [] : [movement]));
        const found = await findAll(movements, ids);
        const byId = new Map(found.map((document) => [document._id, document]));
        return entries.flatMap(({ _id, movement }) => {
          // The counter.
          if (movement === undefined) return [];
          const document = byId.get(movement);
          if (!document) {
            throw new Error(
              `The movement "${movement}" at position ${_id} of the feed is missing in the ledger.`,
            );
          }
          return { position: encodeCursor('feed', [_id]), movement: movementOf(document) };
        });
      });
    },

    async feedEnd() {
      while ((await publish()) === batch);
      const counter = await database.run(({ published }) => published.findOne({ _id: 0 }));
      return encodeCursor('feed', [counter?.count ?? 0]);
    },
  };

  /** Publishes movements of the outbox. @returns how many */
  async function publish(): Promise<number> {
    const waiting = await database.run(({ outbox }) => outbox.findOne({}));
    if (!waiting) return 0;
    return database.transaction(['feed'], async ({ published, outbox, session }) => {
      const counter = await published.findOneAndUpdate(
        { _id: 0 },
        { $inc: { turns: 1 } },
        { session, upsert: true, returnDocument: 'after' },
      );
      const next = await outbox
        .find({}, { session })
        .sort({ _id: 1 })
        .limit(batch)
        .batchSize(batch + 1)
        .toArray();
      if (next.length === 0) return 0;
      const count = counter?.count ?? 0;
      const places = next.map(({ _id }, index) => ({ _id: count + index + 1, movement: _id }));
      await published.insertMany(places, { session });
      await outbox.deleteMany({ _id: { $in: next.map(({ _id }) => _id) } }, { session });
      const all = count + next.length;
      await published.updateOne({ _id: 0 }, { $set: { count: all } }, { session });
      return next.length;
    });
  }
}
