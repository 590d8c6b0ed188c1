import type { StockLevel } from '@stockroom/client/contract';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import { isLow } from '../../domain/reorder.ts';
import type { Level, LevelChange, Place } from '../../domain/unit-of-work.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { findAll, type ItemDocument, type LevelDocument } from './documents.ts';
import { requireItem } from './items.ts';
import { requireLocations } from './locations.ts';
import type { MongoDatabase, Transaction } from './mongo-database.ts';

/** The list of levels in MongoDB. */
export const levelStore = (database: MongoDatabase): Pick<StockStore, 'listLevels'> => ({
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
});

/** Items that a transaction has locked, by SKU. */
export type LockedItems = ReadonlyMap<string, ItemDocument>;

/**
 * Locks items by writing to them before anything else, so that commands on the same items take turns.
 *
 * @returns the locked items
 * @throws DomainError `unknown-sku`
 */
export async function lockItems(
  { items, session }: Transaction,
  skus: readonly string[],
): Promise<LockedItems> {
  const wanted = [...new Set(skus)];
  const lock = { $inc: { bookings: 1 }, $max: { bookedAt: new Date() } };
  const found = await (wanted.length <= 1 ? lockOne() : lockAll());
  const locked = new Map(found.map((item) => [item._id, item]));
  const missing = wanted.find((sku) => !locked.has(sku));
  if (missing !== undefined) throw domainErrors.unknownSku(missing);
  return locked;

  /** The common case, with one request instead of two. */
  async function lockOne(): Promise<ItemDocument[]> {
    const [_id] = wanted;
    if (_id === undefined) return [];
    const item = await items.findOneAndUpdate({ _id }, lock, { session, returnDocument: 'after' });
    return item ? [item] : [];
  }

  async function lockAll(): Promise<ItemDocument[]> {
    await items.updateMany({ _id: { $in: wanted } }, lock, { session });
    return findAll(items, wanted, session);
  }
}

/** A level; zero at a location where the item has never been. @throws DomainError `unknown-location` */
export async function readLevel(
  { levels, locations, session }: Transaction,
  place: Place,
): Promise<Level> {
  const level = await levels.findOne({ _id: levelId(place) }, { session });
  if (level) return level;
  await requireLocations(locations, [place.location], session);
  return { onHand: 0, reserved: 0 };
}

/**
 * Changes levels and the totals of their items, which are locked.
 *
 * @param changes at most one per item and location
 * @returns the levels, in the order of the changes
 * @throws DomainError `unknown-location`, `insufficient-stock`; the transaction must then be aborted
 */
export async function changeLevels(
  transaction: Transaction,
  locked: LockedItems,
  changes: readonly LevelChange[],
): Promise<Level[]> {
  const isGuarded = changes.some((change) => neededBy(change) > 0);
  const change = isGuarded || changes.length === 1 ? changeOneByOne : changeTogether;
  const levels = await change(transaction, changes);
  await changeTotals(transaction, locked, changes);
  return levels;
}

async function changeOneByOne(
  transaction: Transaction,
  changes: readonly LevelChange[],
): Promise<Level[]> {
  const levels: Level[] = [];
  for (const change of changes) levels.push(await changeLevel(transaction, change));
  return levels;
}

/**
 * Changes one level. The condition of the update matches no document if less is available than the
 * change reserves or takes.
 */
async function changeLevel(
  { levels, locations, session }: Transaction,
  change: LevelChange,
): Promise<Level> {
  const { sku, location, onHand, reserved } = change;
  const _id = levelId(change);
  const needed = neededBy(change);
  const changed = await levels.findOneAndUpdate(
    needed > 0 ? { _id, available: { $gte: needed } } : { _id },
    { $inc: { onHand, reserved, available: onHand - reserved } },
    { session, returnDocument: 'after' },
  );
  if (changed) return changed;

  await requireLocations(locations, [location], session);
  if (needed > 0) {
    const level = await levels.findOne({ _id }, { session });
    throw domainErrors.insufficientStock(sku, location, needed, level?.available ?? 0);
  }
  const first = { _id, sku, location, onHand, reserved, available: onHand - reserved };
  await levels.insertOne(first, { session });
  return first;
}

/** Changes levels of which none can fall short, with a constant number of requests. */
async function changeTogether(
  { levels, locations, session }: Transaction,
  changes: readonly LevelChange[],
): Promise<Level[]> {
  const { upsertedCount } = await levels.bulkWrite(
    changes.map(({ sku, location, onHand, reserved }) => ({
      updateOne: {
        filter: { _id: levelId({ sku, location }) },
        update: {
          $inc: { onHand, reserved, available: onHand - reserved },
          $setOnInsert: { sku, location },
        },
        upsert: true,
      },
    })),
    { session },
  );
  // The location of an existing level exists.
  if (upsertedCount > 0) {
    await requireLocations(
      locations,
      changes.map(({ location }) => location),
      session,
    );
  }
  const ids = changes.map(levelId);
  const after = new Map(
    (await findAll(levels, ids, session)).map((level): [string, Level] => [level._id, level]),
  );
  return ids.map((id) => after.get(id) as Level);
}

/** The available quantity that a change requires. */
const neededBy = ({ onHand, reserved }: LevelChange): number => reserved - onHand;

/** Applies changes of levels to the totals of their items, which are locked. */
async function changeTotals(
  { items, session }: Transaction,
  locked: LockedItems,
  changes: readonly LevelChange[],
): Promise<void> {
  const updates = [...Map.groupBy(changes, ({ sku }) => sku)].map(([sku, own]) => {
    const item = locked.get(sku) as ItemDocument;
    const onHand = own.reduce((sum, change) => sum + change.onHand, item.onHand);
    const reserved = own.reduce((sum, change) => sum + change.reserved, item.reserved);
    const low = isLow({ ...item, available: onHand - reserved });
    return { updateOne: { filter: { _id: sku }, update: { $set: { onHand, reserved, low } } } };
  });
  await items.bulkWrite(updates, { session });
}

/** The `_id` of an item's level at a location. */
const levelId = ({ sku, location }: Place): string => `${sku} ${location}`;

const levelOf = (level: LevelDocument): StockLevel => ({
  sku: level.sku,
  location: level.location,
  onHand: level.onHand,
  reserved: level.reserved,
  available: level.available,
});
