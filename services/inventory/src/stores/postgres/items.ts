import type { Item, ItemSort } from '@stockroom/client/contract';
import { gtin14 } from '../../domain/barcode.ts';
import { type Check, decodeCursor, moment, text } from '../../domain/cursor.ts';
import { completed, type ItemFields, patched } from '../../domain/item-fields.ts';
import { type Refusal, refusals } from '../../domain/refusal.ts';
import { searchFor, searchKeys, searchText } from '../../domain/search.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import { brokenConstraint, type Database, type Sql } from './database.ts';

type ItemStore = Pick<
  StockStore,
  'createItem' | 'createItems' | 'find' | 'getItem' | 'updateItem' | 'listItems'
>;

/** Items in PostgreSQL. */
export function itemStore(database: Database): ItemStore {
  return {
    async createItem(newItem) {
      const item = completed(newItem);
      const [row] = await database
        .query<ItemRow>(insertItems(1), rowValues(item))
        .catch(explain(item));
      if (!row) throw refusals.duplicateSku(item.sku);
      return itemOf(row);
    },

    async createItems(newItems) {
      const items = newItems.map(completed);
      if (items.length === 0) return;
      await database.transaction(async (sql) => {
        // One statement: each has its price, whatever it inserts.
        const rows = await sql
          .query<{ sku: string }>(insertItems(items.length), items.flatMap(rowValues))
          .catch((error: unknown) => explain(barcodeBehind(error, items))(error));
        const created = new Set(rows.map(({ sku }) => sku));
        const refused = items.find(({ sku }) => !created.has(sku));
        const repeated = items.find(({ sku }, at) => items.findIndex((i) => i.sku === sku) < at);
        const duplicate = refused ?? repeated;
        if (duplicate) throw refusals.duplicateSku(duplicate.sku);
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
        const item = patched(itemOf(row), patch);
        const [changed = row] = await sql
          .query<ItemRow>(
            `update items
             set (${fieldColumns}, version, updated_at)
               = (${fieldPlaceholders}, version + 1, date_trunc('milliseconds', now()))
             where sku = ${skuPlaceholder}
             returning *`,
            [...fieldValues(item), sku],
          )
          .catch(explain(item));
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

/** Turns a broken rule of the table into the refusal that it stands for. */
const explain =
  (item: Pick<ItemFields, 'barcode'>) =>
  (error: unknown): never => {
    const refusal: Refusal | undefined =
      brokenConstraint(error) === 'items_gtin' && item.barcode
        ? refusals.duplicateBarcode(item.barcode)
        : undefined;
    throw refusal ?? error;
  };

/** Which of several items has the barcode that an error is about. */
function barcodeBehind(error: unknown, items: readonly ItemFields[]): Pick<ItemFields, 'barcode'> {
  const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
  const taken = items.find(({ barcode }) => barcode !== null && detail.includes(gtin14(barcode)));
  return taken ?? { barcode: null };
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

/** The columns that an item's fields fill, and with what. */
const fields: readonly [column: string, value: (item: ItemFields) => unknown][] = [
  ['name', (item) => item.name],
  ['description', (item) => item.description],
  ['category', (item) => item.category],
  ['tags', (item) => item.tags],
  ['unit', (item) => item.unit],
  ['barcode', (item) => item.barcode],
  ['gtin', (item) => (item.barcode === null ? null : gtin14(item.barcode))],
  ['attributes', (item) => JSON.stringify(item.attributes)],
  ['archived', (item) => item.archived],
  ['price_amount', (item) => item.price?.amount ?? null],
  ['price_currency', (item) => item.price?.currency ?? null],
  ['reorder_point', (item) => item.reorderPoint],
  ['reorder_quantity', (item) => item.reorderQuantity],
  ['name_key', (item) => item.name.toLowerCase()],
  ['search_text', searchText],
  ['search_keys', (item) => searchKeys(searchText(item))],
];
const fieldColumns = fields.map(([column]) => column).join(', ');
const fieldPlaceholders = fields.map((_, index) => `$${index + 1}`).join(', ');
const skuPlaceholder = `$${fields.length + 1}`;
const fieldValues = (item: ItemFields): unknown[] => fields.map(([, value]) => value(item));

const rowValues = (item: ItemFields): unknown[] => [...fieldValues(item), item.sku];

function insertItems(count: number): string {
  const width = fields.length + 1;
  const rows = Array.from({ length: count }, (_, row) => {
    const places = Array.from({ length: width }, (_, column) => `$${row * width + column + 1}`);
    return `(${places.join(', ')})`;
  });
  return `insert into items (${fieldColumns}, sku) values ${rows.join(', ')}
    on conflict (sku) do nothing
    returning *`;
}

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
