import type { StockLevel } from '@stockroom/client/contract';
import { refusals } from '../../domain/refusal.ts';
import { isLow } from '../../domain/reorder.ts';
import type { ItemDocument, LevelDocument } from './documents.ts';
import { requireLocation } from './locations.ts';
import type { Transaction } from './once.ts';

/** What is added to one item's level at one location. Both numbers are signed. */
export interface LevelChange {
  readonly sku: string;
  readonly location: string;
  readonly onHand: number;
  readonly reserved: number;
}

/** Items that a transaction holds, by their SKUs. */
export type HeldItems = ReadonlyMap<string, ItemDocument>;

/**
 * Lets one booking after the other at the same items: each writes to them, in the same order,
 * before anything else. What comes back is the items as they are while they are held.
 *
 * @throws Refusal `unknown-sku`
 */
export async function holdItems(
  { items, session }: Transaction,
  skus: readonly string[],
): Promise<HeldItems> {
  const held = new Map<string, ItemDocument>();
  for (const sku of [...new Set(skus)].sort()) {
    const item = await items.findOneAndUpdate(
      { _id: sku },
      { $inc: { bookings: 1 }, $max: { bookedAt: new Date() } },
      { session, returnDocument: 'after' },
    );
    if (!item) throw refusals.unknownSku(sku);
    held.set(sku, item);
  }
  return held;
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
  const { items, session } = transaction;
  for (const [sku, own] of Map.groupBy(changes, (change) => change.sku)) {
    const item = held.get(sku) as ItemDocument;
    const onHand = own.reduce((sum, change) => sum + change.onHand, item.onHand);
    const reserved = own.reduce((sum, change) => sum + change.reserved, item.reserved);
    const low = isLow({ ...item, available: onHand - reserved });
    await items.updateOne({ _id: sku }, { $set: { onHand, reserved, low } }, { session });
  }
  return levels;
}

async function changeLevel(transaction: Transaction, change: LevelChange): Promise<LevelDocument> {
  const { levels, session } = transaction;
  const { sku, location, onHand, reserved } = change;
  const _id = `${sku} ${location}`;
  const needed = reserved - onHand;
  const update = { $inc: { onHand, reserved, available: onHand - reserved } };
  const changed = await levels.findOneAndUpdate(
    needed > 0 ? { _id, available: { $gte: needed } } : { _id },
    update,
    { session, returnDocument: 'after' },
  );
  if (changed) return changed;

  await requireLocation(transaction, location, session);
  if (needed > 0) {
    const level = await levels.findOne({ _id }, { session });
    throw refusals.insufficientStock(sku, location, needed, level?.available ?? 0);
  }
  const first = { _id, sku, location, onHand, reserved, available: onHand - reserved };
  await levels.insertOne(first, { session });
  return first;
}

export const levelOf = (level: LevelDocument): StockLevel => ({
  sku: level.sku,
  location: level.location,
  onHand: level.onHand,
  reserved: level.reserved,
  available: level.available,
});
