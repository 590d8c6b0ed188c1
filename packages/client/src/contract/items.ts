import { type Static, Type } from 'typebox';
import { code, Text } from './text.ts';

/** Sums go beyond what generators take for a number of 32 bits. */
export const int64 = { format: 'int64' } as const;

const sku = {
  ...code,
  description:
    'Stock keeping unit: at most 64 letters, digits, ".", "_" and "-", starting with a letter or digit',
  examples: ['BOLT-M8-40'],
};
export const Sku = Type.String(sku);

export const Money = Type.Object(
  {
    amount: Type.Integer({
      ...int64,
      minimum: 0,
      maximum: 1e15,
      description: 'In minor units, such as cents',
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      patternMessage: 'must be the three capital letters of an ISO 4217 code, such as EUR',
      description: 'ISO 4217 code',
      examples: ['EUR'],
    }),
  },
  { additionalProperties: false },
);

/** Digits of a GTIN-8, -12 (UPC), -13 (EAN) or -14; the last one is the check digit. */
export const Barcode = Type.String({
  pattern: '^([0-9]{8}|[0-9]{12,14})$',
  patternMessage: 'must be 8, 12, 13 or 14 digits without spaces, ending with the check digit',
  description: 'GTIN of 8, 12, 13 or 14 digits, ending with the check digit',
  examples: ['4006381333931'],
});

const attributeName = '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$';
const attributeValue = [Text({ maxLength: 500 }), Type.Number(), Type.Boolean()] as const;
const attributeLimits = {
  additionalProperties: false,
  patternMessage:
    'must have a name of at most 64 letters, digits, spaces, ".", "_" and "-" that begins with a letter or digit',
  maxProperties: 50,
  description: 'Further properties by name: text, numbers, true or false',
} as const;

const quantity = { minimum: 0, maximum: 1e9 } as const;

const editable = {
  name: Text({ minLength: 1, maxLength: 200 }),
  description: Text({ maxLength: 4000 }),
  category: Text({ maxLength: 100 }),
  tags: Type.Array(Text({ minLength: 1, maxLength: 50 }), {
    maxItems: 50,
    uniqueItems: true,
  }),
  unit: Text({
    minLength: 1,
    maxLength: 20,
    description: 'Unit of measure of all quantities',
    examples: ['piece'],
  }),
  barcode: Type.Union([Barcode, Type.Null()], { description: 'Unique among all items' }),
  attributes: Type.Record(
    Type.String({ pattern: attributeName }),
    Type.Union([...attributeValue]),
    attributeLimits,
  ),
  archived: Type.Boolean({
    description: 'No longer stocked: hidden in lists by default, cannot be received or reserved',
  }),
  price: Type.Union([Money, Type.Null()], { description: 'Price of one unit' }),
  reorderPoint: Type.Integer({
    ...quantity,
    description: 'Reorder when the available stock is at or below it',
  }),
  reorderQuantity: Type.Integer({ ...quantity, description: 'Quantity per order' }),
};

/** The path of the export is beside those of the items, so no item can have its name. */
const NewSku = Type.String({
  ...sku,
  not: { const: 'export' },
  description: `${sku.description}; not "export", which is reserved for the path of the export`,
});

/** The body that creates an item. Every field but SKU and name has a default. */
export const NewItem = Type.Object(
  {
    sku: NewSku,
    name: editable.name,
    ...Type.Partial(Type.Omit(Type.Object(editable), ['name'])).properties,
  },
  { additionalProperties: false },
);

/** JSON Merge Patch of an item (RFC 7396): absent fields do not change. */
export const ItemPatch = Type.Object(
  Type.Partial(
    Type.Object({
      ...editable,
      attributes: Type.Record(
        Type.String({ pattern: attributeName }),
        Type.Union([...attributeValue, Type.Null({ description: 'Removes the attribute' })]),
        attributeLimits,
      ),
    }),
  ).properties,
  { additionalProperties: false, minProperties: 1 },
);

/** Sort orders of items; "-" means descending. */
export const itemSorts = ['sku', '-sku', 'name', '-name', 'updatedAt', '-updatedAt'] as const;

/** Quantities of one item, at one location or in total. */
export const Levels = {
  onHand: Type.Integer({ ...int64, description: 'Stock on hand' }),
  reserved: Type.Integer({ ...int64, description: 'Part of the stock on hand that is reserved' }),
  available: Type.Integer({ ...int64, description: 'On hand minus reserved' }),
};

export const Item = Type.Object({
  sku: Sku,
  ...editable,
  version: Type.Integer({ description: 'Increases with every change; the ETag' }),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
  stock: Type.Object(Levels, { description: 'Total of all locations' }),
});

/** An item to reorder, and how much of it. */
export const LowStock = Type.Object({
  sku: Sku,
  name: editable.name,
  unit: editable.unit,
  available: Levels.available,
  reorderPoint: editable.reorderPoint,
  reorderQuantity: editable.reorderQuantity,
  suggestedOrder: Type.Integer({
    ...int64,
    description: 'Smallest multiple of the reorder quantity that brings it above its reorder point',
  }),
});

/** Value of the stock on hand, in one currency. */
export const Valuation = Type.Object({
  currency: Type.String(),
  amount: Type.Number({ format: 'double', description: 'In minor units; exact up to 2^53' }),
  items: Type.Integer({ description: 'Items with stock and a price in this currency' }),
  units: Type.Integer({ ...int64, description: 'Their units on hand' }),
});

/** Key figures of the inventory. */
export const Totals = Type.Object({
  items: Type.Integer({ description: 'Items that are not archived' }),
  archivedItems: Type.Integer(),
  locations: Type.Integer(),
  ...Levels,
  lowStock: Type.Integer({ description: 'Items to reorder' }),
  activeReservations: Type.Integer(),
});

export type ItemSort = (typeof itemSorts)[number];
export type LowStock = Static<typeof LowStock>;
export type Valuation = Static<typeof Valuation>;
export type Totals = Static<typeof Totals>;
export type Money = Static<typeof Money>;
export type NewItem = Static<typeof NewItem>;
export type ItemPatch = Static<typeof ItemPatch>;
export type Item = Static<typeof Item>;
