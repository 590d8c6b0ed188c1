import { type Static, Type } from 'typebox';

/** Letters, digits and `. _ -`, at most 64; what barcode printers and URLs carry without escapes. */
export const Sku = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description:
    'Stock keeping unit: letters, digits, ".", "_" and "-", at most 64, first a letter or digit',
  examples: ['BOLT-M8-40'],
});

export const Money = Type.Object(
  {
    amount: Type.Integer({ minimum: 0, maximum: 1e15, description: 'In minor units: cents' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217', examples: ['EUR'] }),
  },
  { additionalProperties: false },
);

const quantity = { minimum: 0, maximum: 1e9 } as const;

const editable = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.String({ maxLength: 4000 }),
  category: Type.String({ maxLength: 100 }),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
    maxItems: 50,
    uniqueItems: true,
  }),
  unit: Type.String({
    minLength: 1,
    maxLength: 20,
    description: 'Unit of measure that quantities count',
    examples: ['piece'],
  }),
  price: Type.Union([Money, Type.Null()], { description: 'Price of one unit' }),
  reorderPoint: Type.Integer({ ...quantity, description: 'At or below this, order' }),
  reorderQuantity: Type.Integer({ ...quantity, description: 'How much to order at once' }),
};

/** What a caller sends to create an item; everything but SKU and name has a default. */
export const NewItem = Type.Object(
  {
    sku: Sku,
    name: editable.name,
    ...Type.Partial(Type.Omit(Type.Object(editable), ['name'])).properties,
  },
  { additionalProperties: false },
);

/** JSON Merge Patch of an item (RFC 7396): what is absent stays. */
export const ItemPatch = Type.Object(Type.Partial(Type.Object(editable)).properties, {
  additionalProperties: false,
  minProperties: 1,
});

/** Quantities of one item, at one location or over all. */
export const Levels = {
  onHand: Type.Integer({ description: 'What lies there' }),
  reserved: Type.Integer({ description: 'Of it promised to somebody' }),
  available: Type.Integer({ description: 'On hand less reserved' }),
};

export const Item = Type.Object({
  sku: Sku,
  ...editable,
  version: Type.Integer({ description: 'Grows with every change; the ETag' }),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
  stock: Type.Object(Levels, { description: 'Over all locations' }),
});

export type Money = Static<typeof Money>;
export type NewItem = Static<typeof NewItem>;
export type ItemPatch = Static<typeof ItemPatch>;
export type Item = Static<typeof Item>;
