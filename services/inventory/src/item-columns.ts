import type { Item, NewItem } from '@stockroom/client/contract';
import { type CellFormat, json, number, tags, text, truth } from './transfer/cells.ts';

/** The fields of an item that callers set; the inventory itself maintains the others. */
export type ItemFields = Omit<Item, 'version' | 'createdAt' | 'updatedAt' | 'stock'>;

/** A value in PostgreSQL and in CSV. */
interface Column<Value> {
  /** Column of the table `items`. */
  readonly postgres: string;
  /** Header in exports and imports. */
  readonly csv: string;
  /** How the value is written in a CSV cell; null is an empty cell. */
  readonly cell: CellFormat<Value>;
}

type Field = keyof ItemFields;
type Required = { [F in Field]: undefined extends NewItem[F] ? never : F }[Field];
type Optional = Exclude<Field, Required>;

/** A field has one column, or one per member if it is an object. */
type FieldColumns<F extends Field, Value = NonNullable<ItemFields[F]>> = {
  /** Path in documents of MongoDB. */
  readonly document: '_id' | F;
} & (
  | Column<Value>
  | { readonly members: { readonly [Member in keyof Value]: Column<Value[Member]> } }
) &
  (F extends Optional
    ? {
        /** The value for a new item, or a document older than the field, without one. */
        readonly default: ItemFields[F];
      }
    : unknown);

/**
 * Where every field of an item is stored, in the order of the CSV columns. A new field also needs its
 * schema in the contract, a migration for PostgreSQL, and an entry in the console's
 * `items/item-field-table.ts`.
 */
const itemColumns = {
  sku: { document: '_id', postgres: 'sku', csv: 'sku', cell: text },
  name: { document: 'name', postgres: 'name', csv: 'name', cell: text },
  description: {
    document: 'description',
    postgres: 'description',
    csv: 'description',
    cell: text,
    default: '',
  },
  category: {
    document: 'category',
    postgres: 'category',
    csv: 'category',
    cell: text,
    default: '',
  },
  tags: { document: 'tags', postgres: 'tags', csv: 'tags', cell: tags, default: [] },
  unit: { document: 'unit', postgres: 'unit', csv: 'unit', cell: text, default: 'piece' },
  barcode: { document: 'barcode', postgres: 'barcode', csv: 'barcode', cell: text, default: null },
  price: {
    document: 'price',
    members: {
      amount: { postgres: 'price_amount', csv: 'priceAmount', cell: number },
      currency: { postgres: 'price_currency', csv: 'priceCurrency', cell: text },
    },
    default: null,
  },
  reorderPoint: {
    document: 'reorderPoint',
    postgres: 'reorder_point',
    csv: 'reorderPoint',
    cell: number,
    default: 0,
  },
  reorderQuantity: {
    document: 'reorderQuantity',
    postgres: 'reorder_quantity',
    csv: 'reorderQuantity',
    cell: number,
    default: 0,
  },
  attributes: {
    document: 'attributes',
    postgres: 'attributes',
    csv: 'attributes',
    cell: json,
    default: {},
  },
  archived: {
    document: 'archived',
    postgres: 'archived',
    csv: 'archived',
    cell: truth,
    default: false,
  },
} satisfies { readonly [F in Field]: FieldColumns<F> };

/** The fields in a document of MongoDB. */
export type ItemFieldsDocument = {
  [F in Field as (typeof itemColumns)[F]['document']]: ItemFields[F];
};

/** One column of the table, with the field it belongs to. */
export interface ItemColumn extends Column<unknown> {
  readonly field: Field;
  /** The member of the field that it contains; undefined for the whole field. */
  readonly member: string | undefined;
}

/** An entry of the table whose field is known only at run time. */
type Entry = { readonly document: string; readonly default?: unknown } & (
  | Column<unknown>
  | { readonly members: Readonly<Record<string, Column<unknown>>> }
);

const fields = (Object.entries<Entry>(itemColumns) as [Field, Entry][]).map(([field, entry]) => ({
  field,
  entry,
  columns: columnsOf(field, entry),
}));

function columnsOf(field: Field, entry: Entry): ItemColumn[] {
  if (!('members' in entry)) return [{ ...entry, field, member: undefined }];
  return Object.entries(entry.members).map(([member, column]) => ({ ...column, field, member }));
}

/** Every column, in the order of the CSV columns. */
export const columnList: readonly ItemColumn[] = fields.flatMap(({ columns }) => columns);

/** The value of a column for an item; null for a field that is null. */
export function valueIn(item: ItemFields, { field, member }: ItemColumn): unknown {
  const value = item[field];
  if (member === undefined || value === null) return value;
  return Object(value)[member];
}

/** Assembles the fields of an item from the values of its columns. */
export function fieldsFromColumns(readColumn: (column: ItemColumn) => unknown): ItemFields {
  const values = fields.map(({ field, entry, columns }) => {
    if (!('members' in entry)) return [field, ...columns.map(readColumn)];
    const members = columns.map((column) => [column.member, readColumn(column)]);
    const isNull = members.every(([, value]) => value === null);
    return [field, isNull ? null : Object.fromEntries(members)];
  });
  return Object.fromEntries(values);
}

/** The fields of an item as a document contains them, without its other properties. */
export function documentFromFields(item: ItemFields): ItemFieldsDocument {
  return Object.fromEntries(
    fields.map(({ field, entry }) => [entry.document, item[field]]),
  ) as unknown as ItemFieldsDocument;
}

/**
 * Reads the fields of an item from a document.
 *
 * @throws Error naming a missing field that has no default
 */
export function fieldsFromDocument(document: ItemFieldsDocument): ItemFields {
  const values: Readonly<Record<string, unknown>> = { ...document };
  const entries = fields.map(({ field, entry }) => {
    const stored = values[entry.document];
    const value = stored === undefined && 'default' in entry ? entry.default : stored;
    if (value === undefined) {
      throw new Error(`The item "${document._id}" has no field "${entry.document}" in MongoDB.`);
    }
    return [field, value];
  });
  return Object.fromEntries(entries);
}

/** The defaults of the fields that a new item may leave out. */
export const defaults = Object.fromEntries(
  fields.flatMap(({ field, entry }) => ('default' in entry ? [[field, entry.default]] : [])),
) as Pick<ItemFields, Optional>;
