import { refusals } from '../../domain/refusal.ts';
import type { LevelChange } from '../changes.ts';
import type { Sql } from './database.ts';
import { requireLocations } from './locations.ts';

/** A level after its change. */
export interface Level {
  readonly sku: string;
  readonly location: string;
  readonly onHand: number;
  readonly reserved: number;
}

/**
 * Lets one booking after the other at the same items. Every booking takes its items in the same
 * order before anything else, so that none can wait for another in a circle, and an item's
 * movements are numbered in the order in which they happened.
 *
 * @returns the items that are archived
 * @throws Refusal `unknown-sku`
 */
export async function lockItems(sql: Sql, skus: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ sku: string; archived: boolean }>(
    'select sku, archived from items where sku = any($1) order by sku for no key update',
    [[...new Set(skus)]],
  );
  const found = new Set(rows.map(({ sku }) => sku));
  const missing = skus.find((sku) => !found.has(sku));
  if (missing !== undefined) throw refusals.unknownSku(missing);
  return new Set(rows.filter(({ archived }) => archived).map(({ sku }) => sku));
}

/** @throws Refusal `unknown-sku`, `archived-item` */
export async function lockActiveItems(sql: Sql, skus: readonly string[]): Promise<void> {
  const [archived] = await lockItems(sql, skus);
  if (archived !== undefined) throw refusals.archivedItem(archived);
}

/**
 * Changes levels and the totals of their items. The items are locked before, and the condition in
 * the statement decides: what would promise or take more than there is changes no row.
 *
 * @param changes at most one per item and location
 * @throws Refusal `unknown-location`, `insufficient-stock`; the transaction must then roll back
 */
export async function changeLevels(sql: Sql, changes: readonly LevelChange[]): Promise<Level[]> {
  const changed = await update(sql, changes);
  const open = without(changes, changed);
  if (open.length === 0) return changed;

  await requireLocations(
    sql,
    open.map(({ location }) => location),
  );
  await begin(sql, open);
  const late = await update(sql, open);
  const [refused] = without(open, late);
  if (refused) throw await shortage(sql, refused);
  return [...changed, ...late];
}

const update = (sql: Sql, changes: readonly LevelChange[]): Promise<Level[]> =>
  sql.query<Level>(
    `with change as (
       select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
         as change (sku, location, on_hand, reserved)
     ), level as (
       update levels set
         on_hand = levels.on_hand + change.on_hand,
         reserved = levels.reserved + change.reserved
       from change
       where levels.sku = change.sku and levels.location = change.location
         and levels.on_hand + change.on_hand >= levels.reserved + change.reserved
       returning levels.*, change.on_hand as added, change.reserved as promised
     ), total as (
       select sku, sum(added)::bigint as added, sum(promised)::bigint as promised
       from level group by sku
     ), item as (
       update items set on_hand = on_hand + added, reserved = reserved + promised
       from total where items.sku = total.sku
     )
     select sku, location, on_hand as "onHand", reserved from level`,
    [
      changes.map(({ sku }) => sku),
      changes.map(({ location }) => location),
      changes.map(({ onHand }) => onHand),
      changes.map(({ reserved }) => reserved),
    ],
  );

/** Makes the levels of items that have never been at a location. */
async function begin(sql: Sql, changes: readonly LevelChange[]): Promise<void> {
  await sql.query(
    `insert into levels (sku, location) select * from unnest($1::text[], $2::text[])
     on conflict do nothing`,
    [changes.map(({ sku }) => sku), changes.map(({ location }) => location)],
  );
}

async function shortage(sql: Sql, { sku, location, onHand, reserved }: LevelChange) {
  const [level] = await sql.query<{ available: number }>(
    'select on_hand - reserved as available from levels where sku = $1 and location = $2',
    [sku, location],
  );
  return refusals.insufficientStock(sku, location, reserved - onHand, level?.available ?? 0);
}

function without(changes: readonly LevelChange[], levels: readonly Level[]): LevelChange[] {
  const done = new Set(levels.map(placeOf));
  return changes.filter((change) => !done.has(placeOf(change)));
}

/** What tells one level from another. */
export const placeOf = ({ sku, location }: { sku: string; location: string }): string =>
  `${sku}\n${location}`;
