import type { StockLevel } from '@stockroom/client/contract';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import type { Level, LevelChange, LockedItem, Place } from '../../domain/unit-of-work.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { Database, Sql } from './database.ts';
import { requireItem } from './items.ts';
import { requireLocations } from './locations.ts';

/** The list of levels in PostgreSQL. */
export const levelStore = (database: Database): Pick<StockStore, 'listLevels'> => ({
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
});

/**
 * Locks items, so that commands on the same items take turns. Every command locks its items in the
 * same order before it changes anything. That excludes deadlocks, and numbers an item's movements in
 * their actual order.
 *
 * @throws DomainError `unknown-sku`
 */
export async function lockItems(sql: Sql, skus: readonly string[]): Promise<LockedItem[]> {
  if (skus.length === 0) return [];
  const items = await sql.query<LockedItem>(
    'select sku, archived from items where sku = any($1) order by sku for no key update',
    [[...new Set(skus)]],
  );
  const found = new Set(items.map(({ sku }) => sku));
  const missing = skus.find((sku) => !found.has(sku));
  if (missing !== undefined) throw domainErrors.unknownSku(missing);
  return items;
}

/** A level; zero at a location where the item has never been. @throws DomainError `unknown-location` */
export async function readLevel(sql: Sql, { sku, location }: Place): Promise<Level> {
  const [level] = await sql.query<Level>(
    'select on_hand as "onHand", reserved from levels where sku = $1 and location = $2',
    [sku, location],
  );
  if (level) return level;
  await requireLocations(sql, [location]);
  return { onHand: 0, reserved: 0 };
}

/**
 * Changes levels and the totals of their items, which are locked. The condition of the statement
 * matches no row if less is available than the change reserves or takes.
 *
 * @param changes at most one per item and location
 * @returns the levels, in the order of the changes
 * @throws DomainError `unknown-location`, `insufficient-stock`; the transaction must then roll back
 */
export async function changeLevels(sql: Sql, changes: readonly LevelChange[]): Promise<Level[]> {
  const levels = await update(sql, changes);
  const missing = without(changes, levels);
  if (missing.length > 0) {
    await requireLocations(
      sql,
      missing.map(({ location }) => location),
    );
    await insert(sql, missing);
    const inserted = await update(sql, missing);
    const [short] = without(missing, inserted);
    if (short) throw await shortage(sql, short);
    levels.push(...inserted);
  }
  const byPlace = new Map(levels.map((level) => [keyOf(level), level]));
  return changes.map((change) => byPlace.get(keyOf(change)) as Level);
}

const update = (sql: Sql, changes: readonly LevelChange[]): Promise<(Place & Level)[]> =>
  sql.query(
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
       returning levels.*, change.on_hand as added, change.reserved as newly_reserved
     ), total as (
       select sku, sum(added)::bigint as added, sum(newly_reserved)::bigint as newly_reserved
       from level group by sku
     ), item as (
       update items set on_hand = on_hand + added, reserved = reserved + newly_reserved
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

/** Creates the levels of items that have never been at a location. */
async function insert(sql: Sql, changes: readonly LevelChange[]): Promise<void> {
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
  return domainErrors.insufficientStock(sku, location, reserved - onHand, level?.available ?? 0);
}

function without(changes: readonly LevelChange[], levels: readonly Place[]): LevelChange[] {
  const done = new Set(levels.map(keyOf));
  return changes.filter((change) => !done.has(keyOf(change)));
}

const keyOf = ({ sku, location }: Place): string => `${sku}\n${location}`;
