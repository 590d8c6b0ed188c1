import { decodeCursor, encodeCursor, wholeNumber } from '../../domain/cursor.ts';
import type { StockStore } from '../stock-store.ts';
import { findAll } from './documents.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { movementOf } from './movements.ts';

/** Movements that are given their places at once. */
const batch = 200;

/**
 * The feed of movements in MongoDB. A movement is written together with its entry in the outbox.
 * Whoever reads the feed first gives what is in the outbox its place, in one transaction at a time:
 * only what has been committed gets a place, so nothing can appear before a place that was read
 * already.
 */
export function feedStore(database: MongoDatabase): Pick<StockStore, 'readFeed' | 'feedEnd'> {
  return {
    async readFeed(after, limit) {
      const [place] = decodeCursor('feed', after, [wholeNumber]);
      await publish();
      return database.run(async ({ published, movements }) => {
        const places = await published
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
      while ((await publish()) === batch);
      const counter = await database.run(({ published }) => published.findOne({ _id: 0 }));
      return encodeCursor('feed', [counter?.count ?? 0]);
    },
  };

  /** Gives places to what is in the outbox. @returns to how many */
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
