import type { Item, ItemPatch, ItemSort } from '@stockroom/client/contract';
import { gtin14 } from '../../domain/barcode.ts';
import { type Check, decodeCursor, moment, text } from '../../domain/cursor.ts';
import { completed, type ItemFields, patched } from '../../domain/item-fields.ts';
import { refusals } from '../../domain/refusal.ts';
import { searchFor, searchKeys, searchText } from '../../domain/search.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import { brokenConstraint, type Database, type Sql } from './database.ts';

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
      if (!row) throw refusals.duplicateSku(item.sku);
      return itemOf(row);
    },

    async saveItems(changes) {
      const created = changes.flatMap((change) => ('create' in change ? [change.create] : []));
      const patches = changes.flatMap((change) => ('patch' in change ? [change] : []));
      await database.transaction(async (sql) => {
        // Updates come first: what they give up, a new item may have.
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
      if (!row) throw refusals.unknownSku(sku);
      return itemOf(row);
    },

    updateItem: (sku, patch, versions) =>
      database.transaction(async (sql) => {
        const [row] = await sql.query<ItemRow>(
          'select * from items where sku = $1 for no key update',
          [sku],
        );
        if (!row) throw refusals.unknownSku(sku);
        if (versions && !versions.includes(row.version)) {
          throw refusals.versionMismatch(sku, row.version);
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

/** @throws Refusal `unknown-sku` */
export async function requireItem(sql: Sql, sku: string): Promise<void> {
  const rows = await sql.query('select 1 from items where sku = $1', [sku]);
  if (rows.length === 0) throw refusals.unknownSku(sku);
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
  updatedAt: by('updated_at', update, false, moment),
  '-updatedAt': by('updated_at', update, true, moment),
};

async function createAll(sql: Sql, items: readonly ItemFields[]): Promise<void> {
  const rows = await write(sql, insertItems, items);
  const created = new Set(rows.map(({ sku }) => sku));
  const refused = items.find(({ sku }) => !created.has(sku));
  if (refused) throw refusals.duplicateSku(refused.sku);
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
    if (!item) throw refusals.unknownSku(sku);
    return patched(item, patch);
  });
  await write(sql, updateItems, items);
}

/** Runs a statement that writes items, and turns a broken rule into the refusal that it stands for. */
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
    throw brokenConstraint(error) === 'items_gtin'
      ? refusals.duplicateBarcode(barcodeBehind(error, items))
      : error;
  }
}

/** Which of the items' barcodes an error is about. */
function barcodeBehind(error: unknown, items: readonly ItemFields[]): string {
  const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
  const barcodes = items.flatMap(({ barcode }) => barcode ?? []);
  return barcodes.find((barcode) => detail.includes(gtin14(barcode))) ?? '';
}

interface ItemRow {
  sku: string;
  name: string;
  description: string;
  category: string;
  tags: string[];
  unit: string;
  barcode: string | null;
  attributes: Item['attributes'];
  archived: boolean;
  price_amount: number | null;
  price_currency: string | null;
  reorder_point: number;
  reorder_quantity: number;
  name_key: string;
  version: number;
  on_hand: number;
  reserved: number;
  created_at: Date;
  updated_at: Date;
}

/** The columns that an item's fields fill, and with what, as JSON has it. */
const columns: readonly [column: string, value: (item: ItemFields) => unknown][] = [
  ['sku', (item) => item.sku],
  ['name', (item) => item.name],
  ['description', (item) => item.description],
  ['category', (item) => item.category],
  ['tags', (item) => item.tags],
  ['unit', (item) => item.unit],
  ['barcode', (item) => item.barcode],
  ['gtin', (item) => (item.barcode === null ? null : gtin14(item.barcode))],
  ['attributes', (item) => item.attributes],
  ['archived', (item) => item.archived],
  ['price_amount', (item) => item.price?.amount ?? null],
  ['price_currency', (item) => item.price?.currency ?? null],
  ['reorder_point', (item) => item.reorderPoint],
  ['reorder_quantity', (item) => item.reorderQuantity],
  ['name_key', (item) => item.name.toLowerCase()],
  ['search_text', searchText],
  ['search_keys', (item) => searchKeys(searchText(item))],
];
const columnNames = columns.map(([column]) => column);

// However many items there are, it is one statement: each has its price, whatever it writes.
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
  sku: row.sku,
  name: row.name,
  description: row.description,
  category: row.category,
  tags: row.tags,
  unit: row.unit,
  barcode: row.barcode,
  attributes: row.attributes,
  archived: row.archived,
  price:
    row.price_amount === null || row.price_currency === null
      ? null
      : { amount: row.price_amount, currency: row.price_currency },
  reorderPoint: row.reorder_point,
  reorderQuantity: row.reorder_quantity,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
  stock: {
    onHand: row.on_hand,
    reserved: row.reserved,
    available: row.on_hand - row.reserved,
  },
});
