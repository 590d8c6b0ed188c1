import { type Static, Type } from 'typebox';
import { code, Text } from './text.ts';

/** Sums go beyond what generators take for a number of 32 bits. */
export const int64 = { format: 'int64' } as const;

const sku = {
  ...code,
  description:
    'Stock keeping unit: letters, digits, ".", "_" and "-", at most 64, first a letter or digit',
  examples: ['BOLT-M8-40'],
};
export const Sku = Type.String(sku);

export const Money = Type.Object(
  {
    amount: Type.Integer({
      ...int64,
      minimum: 0,
      maximum: 1e15,
      description: 'In minor units: cents',
    }),
    currency: Type.String({
      pattern: '^[A-Z]{3}$',
      patternMessage: 'must be three capital letters, as ISO 4217 has them: EUR',
      description: 'ISO 4217',
      examples: ['EUR'],
    }),
  },
  { additionalProperties: false },
);

/** Digits of a GTIN-8, -12 (UPC), -13 (EAN) or -14; the last is their check digit. */
export const Barcode = Type.String({
  pattern: '^([0-9]{8}|[0-9]{12,14})$',
  patternMessage: 'must be 8, 12, 13 or 14 digits without spaces, the last its check digit',
  description: 'GTIN of 8, 12, 13 or 14 digits, the last its check digit',
  examples: ['4006381333931'],
});

const attributeName = '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$';
const attributeValue = [Text({ maxLength: 500 }), Type.Number(), Type.Boolean()] as const;
const attributeLimits = {
  additionalProperties: false,
  patternMessage:
    'must have a name of letters, digits, spaces, ".", "_" and "-", at most 64, that begins with a letter or digit',
  maxProperties: 50,
  description: 'Whatever else there is to say, by name: text, numbers, true or false',
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
    description: 'Unit of measure that quantities count',
    examples: ['piece'],
  }),
  barcode: Type.Union([Barcode, Type.Null()], { description: 'No two items share one' }),
  attributes: Type.Record(
    Type.String({ pattern: attributeName }),
    Type.Union([...attributeValue]),
    attributeLimits,
  ),
  archived: Type.Boolean({
    description: 'No longer stocked: not listed by default, neither received nor reserved',
  }),
  price: Type.Union([Money, Type.Null()], { description: 'Price of one unit' }),
  reorderPoint: Type.Integer({ ...quantity, description: 'At or below this, order' }),
  reorderQuantity: Type.Integer({ ...quantity, description: 'How much to order at once' }),
};

/** The path of the export is beside those of the items: no item may have its name. */
const NewSku = Type.String({
  ...sku,
  not: { const: 'export' },
  description: `${sku.description}; not "export", which is in the path of the export`,
});

/** What a caller sends to create an item; everything but SKU and name has a default. */
export const NewItem = Type.Object(
  {
    sku: NewSku,
    name: editable.name,
    ...Type.Partial(Type.Omit(Type.Object(editable), ['name'])).properties,
  },
  { additionalProperties: false },
);

/** JSON Merge Patch of an item (RFC 7396): what is absent stays. */
export const ItemPatch = Type.Object(
  Type.Partial(
    Type.Object({
      ...editable,
      attributes: Type.Record(
        Type.String({ pattern: attributeName }),
        Type.Union([...attributeValue, Type.Null({ description: 'Takes the attribute away' })]),
        attributeLimits,
      ),
    }),
  ).properties,
  { additionalProperties: false, minProperties: 1 },
);

/** How a list of items may be sorted; "-" turns the order round. */
export const itemSorts = ['sku', '-sku', 'name', '-name', 'updatedAt', '-updatedAt'] as const;

/** Quantities of one item, at one location or over all. */
export const Levels = {
  onHand: Type.Integer({ ...int64, description: 'What lies there' }),
  reserved: Type.Integer({ ...int64, description: 'Of it promised to somebody' }),
  available: Type.Integer({ ...int64, description: 'On hand less reserved' }),
};

export const Item = Type.Object({
  sku: Sku,
  ...editable,
  version: Type.Integer({ description: 'Grows with every change; the ETag' }),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
  stock: Type.Object(Levels, { description: 'Over all locations' }),
});

/** An item that should be ordered, and how much of it. */
export const LowStock = Type.Object({
  sku: Sku,
  name: editable.name,
  unit: editable.unit,
  available: Levels.available,
  reorderPoint: editable.reorderPoint,
  reorderQuantity: editable.reorderQuantity,
  suggestedOrder: Type.Integer({
    ...int64,
    description: 'The fewest whole reorder quantities that bring it above its reorder point',
  }),
});

/** What the stock on hand is worth, in one currency. */
export const Valuation = Type.Object({
  currency: Type.String(),
  amount: Type.Number({ format: 'double', description: 'In minor units; exact up to 2^53' }),
  items: Type.Integer({ description: 'Items with stock that are priced in this currency' }),
  units: Type.Integer({ ...int64, description: 'Units of them on hand' }),
});

/** The inventory in a few numbers. */
export const Totals = Type.Object({
  items: Type.Integer({ description: 'Not archived' }),
  archivedItems: Type.Integer(),
  locations: Type.Integer(),
  ...Levels,
  lowStock: Type.Integer({ description: 'Items that should be ordered' }),
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
