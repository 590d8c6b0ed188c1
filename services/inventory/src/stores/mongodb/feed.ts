import { decodeCursor, encodeCursor, wholeNumber } from '../../domain/cursor.ts';
import type { StockStore } from '../stock-store.ts';
import { findAll } from './documents.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { movementOf } from './movements.ts';

/** Movements that are given their places at once. */
const batch = 200;

/**
 * The feed of movements in MongoDB. A movement is written together with a note that it is untold.
 * Whoever reads the feed first gives what is untold its place, in one transaction at a time: only
 * what has been committed gets a place, so nothing can appear before a place that was read already.
 */
export function feedStore(database: MongoDatabase): Pick<StockStore, 'readFeed' | 'feedEnd'> {
  return {
    async readFeed(after, limit) {
      const [place] = decodeCursor('feed', after, [wholeNumber]);
      await tell();
      return database.run(async ({ told, movements }) => {
        const places = await told
          .find({ _id: { $gt: place } })
          .sort({ _id: 1 })
          .limit(limit)
          .batchSize(limit + 1)
          .toArray();
        const ids = places.flatMap(({ movement }) => (movement === undefined ? [] : [movement]));
        const found = await findAll(movements, ids);
        const byId = new Map(found.map((document) => [document._id, document]));
        return places.flatMap(({ _id, movement = '' }) => {
          const document = byId.get(movement);
          return document
            ? [{ position: encodeCursor('feed', [_id]), movement: movementOf(document) }]
            : [];
        });
      });
    },

    async feedEnd() {
      while ((await tell()) === batch);
      const counter = await database.run(({ told }) => told.findOne({ _id: 0 }));
      return encodeCursor('feed', [counter?.count ?? 0]);
    },
  };

  /** Gives places to what is untold, and says to how many. */
  async function tell(): Promise<number> {
    const waiting = await database.run(({ untold }) => untold.findOne({}));
    if (!waiting) return 0;
    return database.transaction(['feed'], async ({ told, untold }, session) => {
      const counter = await told.findOneAndUpdate(
        { _id: 0 },
        { $inc: { turns: 1 } },
        { session, upsert: true, returnDocument: 'after' },
      );
      const next = await untold
        .find({}, { session })
        .sort({ _id: 1 })
        .limit(batch)
        .batchSize(batch + 1)
        .toArray();
      if (next.length === 0) return 0;
      const count = counter?.count ?? 0;
      const places = next.map(({ _id }, index) => ({ _id: count + index + 1, movement: _id }));
      await told.insertMany(places, { session });
      await untold.deleteMany({ _id: { $in: next.map(({ _id }) => _id) } }, { session });
      const all = count + next.length;
      await told.updateOne({ _id: 0 }, { $set: { count: all } }, { session });
      return next.length;
    });
  }
}
