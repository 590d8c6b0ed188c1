import type { Item, ItemPatch, ItemSort } from '@stockroom/client/contract';
import { gtin14 } from '../../domain/barcode.ts';
import { type Check, decodeCursor, text, timestamp } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import { completed, patched } from '../../domain/item.ts';
import { searchFor, searchKeys, searchText } from '../../domain/search.ts';
import { columnList, fieldsFromColumns, type ItemFields, valueIn } from '../../item-columns.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import { type Database, type Sql, violatedConstraint } from './database.ts';

type ItemStore = Pick<
  StockStore,
  'createItem' | 'saveItems' | 'find' | 'getItem' | 'updateItem' | 'listItems'
>;

/** Items in PostgreSQL. */
export function itemStore(database: Database): ItemStore {
  return {
    async createItem(newItem) {
      const item = completed(newItem);
      const [row] = await write(database, insertItems, [item]);
      if (!row) throw domainErrors.duplicateSku(item.sku);
      return itemOf(row);
    },

    async saveItems(changes) {
      const created = changes.flatMap((change) => ('create' in change ? [change.create] : []));
      const patches = changes.flatMap((change) => ('patch' in change ? [change] : []));
      await database.transaction(async (sql) => {
        // Updates first: a new item may take a barcode that they give up.
        if (patches.length > 0) await patchAll(sql, patches);
        if (created.length > 0) await createAll(sql, created.map(completed));
      });
    },

    async find({ skus, barcodes, locations }) {
      const rows = await database.query<ItemRow>(
        `select * from items where sku = any($1)
         union select * from items where gtin = any($2)`,
        [skus, barcodes.map(gtin14)],
      );
      const places = await database.query<{ code: string }>(
        'select code from locations where code = any($1)',
        [locations],
      );
      return { items: rows.map(itemOf), locations: places.map(({ code }) => code) };
    },

    async getItem(sku) {
      const [row] = await database.query<ItemRow>('select * from items where sku = $1', [sku]);
      if (!row) throw domainErrors.unknownSku(sku);
      return itemOf(row);
    },

    updateItem: (sku, patch, versions) =>
      database.transaction(async (sql) => {
        const [row] = await sql.query<ItemRow>(
          'select * from items where sku = $1 for no key update',
          [sku],
        );
        if (!row) throw domainErrors.unknownSku(sku);
        if (versions && !versions.includes(row.version)) {
          throw domainErrors.versionMismatch(sku, row.version);
        }
        const [changed = row] = await write(sql, updateItems, [patched(itemOf(row), patch)]);
        return itemOf(changed);
      }),

    async listItems({ search, category, tag, archived = false, sort = 'sku' }, { limit, cursor }) {
      const { column, descending, position, check } = sorts[sort];
      const list = `items:${sort}`;
      const where = new Conditions().and('archived = ?', archived);
      where.andIf('category = ?', category).andIf('tags @> array[?]', tag);
      if (search) {
        const { keys, part } = searchFor(search);
        where.and('search_keys @> ?', keys);
        if (part) where.and('search_text like ?', `%${part.replace(/[\\%_]/g, '\\$&')}%`);
      }
      if (cursor) {
        const after = decodeCursor(list, cursor, [check, text]);
        where.and(`(${column}, sku) ${descending ? '<' : '>'} (?, ?)`, ...after);
      }
      const direction = descending ? 'desc' : 'asc';
      const rows = await database.query<ItemRow>(
        `select * from items where ${where}
         order by ${column} ${direction}, sku ${direction}
         limit ${where.parameter(limit + 1)}`,
        where.parameters,
      );
      return pageOf(list, rows, limit, itemOf, (row) => [position(row), row.sku]);
    },
  };
}

/** @throws DomainError `unknown-sku` */
export async function requireItem(sql: Sql, sku: string): Promise<void> {
  const rows = await sql.query('select 1 from items where sku = $1', [sku]);
  if (rows.length === 0) throw domainErrors.unknownSku(sku);
}

interface Sort {
  readonly column: string;
  readonly descending: boolean;
  readonly position: (row: ItemRow) => string;
  /** What a cursor's value must be. */
  readonly check: Check<string>;
}

const by = (
  column: string,
  position: Sort['position'],
  descending: boolean,
  check: Check<string> = text,
): Sort => ({ column, descending, position, check });

const sku = (row: ItemRow) => row.sku;
const name = (row: ItemRow) => row.name_key;
const update = (row: ItemRow) => row.updated_at.toISOString();

const sorts: Record<ItemSort, Sort> = {
  sku: by('sku', sku, false),
  '-sku': by('sku', sku, true),
  name: by('name_key', name, false),
  '-name': by('name_key', name, true),
  updatedAt: by('updated_at', update, false, timestamp),
  '-updatedAt': by('updated_at', update, true, timestamp),
};

async function createAll(sql: Sql, items: readonly ItemFields[]): Promise<void> {
  const rows = await write(sql, insertItems, items);
  const created = new Set(rows.map(({ sku }) => sku));
  const duplicate = items.find(({ sku }) => !created.has(sku));
  if (duplicate) throw domainErrors.duplicateSku(duplicate.sku);
}

async function patchAll(
  sql: Sql,
  patches: readonly { readonly sku: string; readonly patch: ItemPatch }[],
): Promise<void> {
  const rows = await sql.query<ItemRow>(
    'select * from items where sku = any($1) order by sku for no key update',
    [patches.map(({ sku }) => sku)],
  );
  const before = new Map(rows.map((row) => [row.sku, itemOf(row)]));
  const items = patches.map(({ sku, patch }) => {
    const item = before.get(sku);
    if (!item) throw domainErrors.unknownSku(sku);
    return patched(item, patch);
  });
  await write(sql, updateItems, items);
}

/** Runs a statement that writes items, and turns a violated constraint into its domain error. */
async function write(
  sql: Sql,
  statement: string,
  items: readonly ItemFields[],
): Promise<ItemRow[]> {
  const records = items.map((item) =>
    Object.fromEntries(columns.map(([column, value]) => [column, value(item)])),
  );
  try {
    return await sql.query<ItemRow>(statement, [JSON.stringify(records)]);
  } catch (error) {
    throw violatedConstraint(error) === 'items_gtin'
      ? domainErrors.duplicateBarcode(duplicateBarcodeIn(error, items))
      : error;
  }
}

/** The barcode that a unique violation is about. PostgreSQL names its GTIN in the detail. */
function duplicateBarcodeIn(error: unknown, items: readonly ItemFields[]): string {
  const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '(no detail)';
  const barcodes = items.flatMap(({ barcode }) => barcode ?? []);
  const [first] = barcodes;
  const found =
    barcodes.length === 1 ? first : barcodes.find((barcode) => detail.includes(gtin14(barcode)));
  if (found !== undefined) return found;
  throw new Error(
    `PostgreSQL reports a duplicate GTIN that none of the written items has: ${detail}`,
    { cause: error },
  );
}

/** A row of items: the columns of the table in item-columns.ts, and those the store itself keeps. */
interface ItemRow {
  sku: string;
  name_key: string;
  version: number;
  on_hand: number;
  reserved: number;
  created_at: Date;
  updated_at: Date;
  [column: string]: unknown;
}

/** The columns that an item's fields determine, and the value of each as JSON. */
const columns: readonly (readonly [column: string, value: (item: ItemFields) => unknown])[] = [
  ...columnList.map(
    (column) => [column.postgres, (item: ItemFields) => valueIn(item, column)] as const,
  ),
  ['gtin', (item) => (item.barcode === null ? null : gtin14(item.barcode))],
  ['name_key', (item) => item.name.toLowerCase()],
  ['search_text', searchText],
  ['search_keys', (item) => searchKeys(searchText(item))],
];
const columnNames = columns.map(([column]) => column);

// One statement however many items there are: each statement costs a round trip.
const insertItems = `
  insert into items (${columnNames.join(', ')})
  select ${columnNames.join(', ')} from jsonb_populate_recordset(null::items, $1)
  on conflict (sku) do nothing
  returning *`;

const updateItems = `
  update items
  set (${columnNames.join(', ')}, version, updated_at)
    = (${columnNames.map((column) => `change.${column}`).join(', ')}, items.version + 1,
       date_trunc('milliseconds', now()))
  from jsonb_populate_recordset(null::items, $1) as change
  where items.sku = change.sku
  returning items.*`;

const itemOf = (row: ItemRow): Item => ({
  ...fieldsFromColumns(({ postgres }) => row[postgres]),
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  stock: {
    onHand: row.on_hand,
    reserved: row.reserved,
    available: row.on_hand - row.reserved,
  },
});
