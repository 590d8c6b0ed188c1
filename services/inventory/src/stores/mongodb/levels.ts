import type { StockLevel } from '@stockroom/client/contract';
import { refusals } from '../../domain/refusal.ts';
import { isLow } from '../../domain/reorder.ts';
import type { LevelChange } from '../changes.ts';
import { findAll, type ItemDocument, type LevelDocument } from './documents.ts';
import { requireLocations } from './locations.ts';
import type { Transaction } from './once.ts';

/** Items that a transaction holds, by their SKUs. */
export type HeldItems = ReadonlyMap<string, ItemDocument>;

/**
 * Lets one booking after the other at the same items: each writes to them before anything
 * else. What comes back is the items as they are while they are held.
 *
 * @throws Refusal `unknown-sku`
 */
export async function holdItems(
  { items, session }: Transaction,
  skus: readonly string[],
): Promise<HeldItems> {
  const wanted = [...new Set(skus)];
  const turn = { $inc: { bookings: 1 }, $max: { bookedAt: new Date() } };
  const found = await (wanted.length === 1 ? holdOne() : holdAll());
  const held = new Map(found.map((item) => [item._id, item]));
  const missing = wanted.find((sku) => !held.has(sku));
  if (missing !== undefined) throw refusals.unknownSku(missing);
  return held;

  /** What nearly every booking does, with one request instead of two. */
  async function holdOne(): Promise<ItemDocument[]> {
    const [_id = ''] = wanted;
    const item = await items.findOneAndUpdate({ _id }, turn, { session, returnDocument: 'after' });
    return item ? [item] : [];
  }

  async function holdAll(): Promise<ItemDocument[]> {
    await items.updateMany({ _id: { $in: wanted } }, turn, { session });
    return findAll(items, wanted, session);
  }
}

/** @throws Refusal `archived-item` */
export function requireActive(held: HeldItems): void {
  for (const { _id, archived } of held.values()) if (archived) throw refusals.archivedItem(_id);
}

/**
 * Changes levels and the totals of their items, which are held. The condition in the update
 * decides: what would promise or take more than there is changes no document.
 *
 * @param changes at most one per item and location
 * @throws Refusal `unknown-location`, `insufficient-stock`; the transaction must then be aborted
 */
export async function changeLevels(
  transaction: Transaction,
  held: HeldItems,
  changes: readonly LevelChange[],
): Promise<StockLevel[]> {
  const levels: StockLevel[] = [];
  for (const change of changes) levels.push(levelOf(await changeLevel(transaction, change)));
  await changeTotals(transaction, held, changes);
  return levels;
}

/** What is added to a level. */
type Addition = Pick<LevelChange, 'sku' | 'location'> & { readonly quantity: number };

/**
 * Adds to the stock on hand at many places, of items that are held, with a few requests however
 * many there are.
 *
 * @param additions at most one per item and location, none of them negative
 * @returns the levels, in the order of the additions
 * @throws Refusal `unknown-location`; the transaction must then be aborted
 */
export async function addToLevels(
  transaction: Transaction,
  held: HeldItems,
  additions: readonly Addition[],
): Promise<StockLevel[]> {
  const { levels, session } = transaction;
  await requireLocations(
    transaction,
    additions.map(({ location }) => location),
    session,
  );
  await levels.bulkWrite(
    additions.map(({ sku, location, quantity }) => ({
      updateOne: {
        filter: { _id: levelId(sku, location) },
        update: {
          $inc: { onHand: quantity, reserved: 0, available: quantity },
          $setOnInsert: { sku, location },
        },
        upsert: true,
      },
    })),
    { session },
  );
  await changeTotals(
    transaction,
    held,
    additions.map(({ sku, location, quantity }) => {
      return { sku, location, onHand: quantity, reserved: 0 };
    }),
  );
  const ids = additions.map(({ sku, location }) => levelId(sku, location));
  const after = new Map(
    (await findAll(levels, ids, session)).map((level) => [level._id, levelOf(level)]),
  );
  return ids.map((id) => after.get(id) as StockLevel);
}

/** Changes the totals of held items by what their levels were changed. */
async function changeTotals(
  { items, session }: Transaction,
  held: HeldItems,
  changes: readonly LevelChange[],
): Promise<void> {
  const updates = [...Map.groupBy(changes, ({ sku }) => sku)].map(([sku, own]) => {
    const item = held.get(sku) as ItemDocument;
    const onHand = own.reduce((sum, change) => sum + change.onHand, item.onHand);
    const reserved = own.reduce((sum, change) => sum + change.reserved, item.reserved);
    const low = isLow({ ...item, available: onHand - reserved });
    return { updateOne: { filter: { _id: sku }, update: { $set: { onHand, reserved, low } } } };
  });
  await items.bulkWrite(updates, { session });
}

async function changeLevel(transaction: Transaction, change: LevelChange): Promise<LevelDocument> {
  const { levels, session } = transaction;
  const { sku, location, onHand, reserved } = change;
  const _id = levelId(sku, location);
  const needed = reserved - onHand;
  const update = { $inc: { onHand, reserved, available: onHand - reserved } };
  const changed = await levels.findOneAndUpdate(
    needed > 0 ? { _id, available: { $gte: needed } } : { _id },
    update,
    { session, returnDocument: 'after' },
  );
  if (changed) return changed;

  await requireLocations(transaction, [location], session);
  if (needed > 0) {
    const level = await levels.findOne({ _id }, { session });
    throw refusals.insufficientStock(sku, location, needed, level?.available ?? 0);
  }
  const first = { _id, sku, location, onHand, reserved, available: onHand - reserved };
  await levels.insertOne(first, { session });
  return first;
}

/** The id of an item's level at a location. */
export const levelId = (sku: string, location: string): string => `${sku} ${location}`;

export const levelOf = (level: LevelDocument): StockLevel => ({
  sku: level.sku,
  location: level.location,
  onHand: level.onHand,
  reserved: level.reserved,
  available: level.available,
});
