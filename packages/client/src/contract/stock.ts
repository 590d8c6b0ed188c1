import { type Static, Type } from 'typebox';
import { int64, Levels, Sku } from './items.ts';
import { code, Text } from './text.ts';

/** A place that holds stock, by its code. */
export const LocationCode = Type.String({
  ...code,
  description: 'Code of a location: a warehouse, or a bin in one',
  examples: ['MAIN'],
});

const parent = Type.Union([LocationCode, Type.Null()], {
  description: 'The warehouse that a bin is in; null for a warehouse',
});

export const Location = Type.Object({ code: LocationCode, name: Type.String(), parent });

export const NewLocation = Type.Object(
  {
    code: LocationCode,
    name: Text({ minLength: 1, maxLength: 200 }),
    parent: Type.Optional(parent),
  },
  { additionalProperties: false },
);

/** An item's quantities at one location. */
export const StockLevel = Type.Object({ sku: Sku, location: LocationCode, ...Levels });

export const movementKinds = ['receipt', 'issue', 'adjustment', 'transfer', 'count'] as const;

/** One line of the append-only ledger. */
export const Movement = Type.Object({
  id: Type.String(),
  kind: Type.Enum(movementKinds),
  sku: Sku,
  location: LocationCode,
  quantity: Type.Integer({ ...int64, description: 'Signed: what it added to the stock on hand' }),
  balance: Type.Integer({ ...int64, description: 'On hand at the location after it' }),
  reason: Type.String(),
  reference: Type.String(),
  actor: Type.String({ description: 'Who did it' }),
  idempotencyKey: Type.String({
    description: 'The key of the request behind it; movements with the same key belong together',
  }),
  reservation: Type.Union([Type.String(), Type.Null()], {
    description: 'The reservation whose confirmation it was',
  }),
  at: Type.String({ format: 'date-time' }),
});

const what = { sku: Sku, location: LocationCode };
const why = {
  reason: Type.Optional(Text({ maxLength: 500 })),
  reference: Type.Optional(
    Text({ maxLength: 200, description: 'Document behind it: order, delivery note' }),
  ),
};
const counted = Type.Integer({ minimum: 1, maximum: 1e9, description: 'In units of the item' });

/** Goods that came in. */
export const Receipt = Type.Object(
  { ...what, quantity: counted, ...why },
  { additionalProperties: false },
);
/** Goods that went out. */
export const Issue = Type.Object(
  { ...what, quantity: counted, ...why },
  { additionalProperties: false },
);
/** A correction of the books, with its reason. */
export const Adjustment = Type.Object(
  {
    ...what,
    quantity: Type.Integer({ minimum: -1e9, maximum: 1e9, description: 'Signed; what to add' }),
    reason: Text({ minLength: 1, maxLength: 500 }),
    reference: why.reference,
  },
  { additionalProperties: false },
);

/** Goods that go from one location to another. */
export const NewTransfer = Type.Object(
  { sku: Sku, from: LocationCode, to: LocationCode, quantity: counted, ...why },
  { additionalProperties: false },
);
/** The two movements of a transfer. */
export const Transfer = Type.Object({ out: Movement, in: Movement });

/** What somebody counted at a location. */
export const NewCount = Type.Object(
  {
    ...what,
    counted: Type.Integer({ minimum: 0, maximum: 1e9, description: 'What really lies there' }),
    ...why,
  },
  { additionalProperties: false },
);
/** A stock count against the books, and the movement of the difference. */
export const StockCount = Type.Object({
  expected: Type.Integer({ ...int64, description: 'On hand by the books before it' }),
  counted: Type.Integer(),
  difference: Type.Integer({ ...int64, description: 'Counted less expected' }),
  movement: Movement,
});

export type NewTransfer = Static<typeof NewTransfer>;
export type Transfer = Static<typeof Transfer>;
export type NewCount = Static<typeof NewCount>;
export type StockCount = Static<typeof StockCount>;
export type Location = Static<typeof Location>;
export type NewLocation = Static<typeof NewLocation>;
export type StockLevel = Static<typeof StockLevel>;
export type Movement = Static<typeof Movement>;
export type Receipt = Static<typeof Receipt>;
export type Issue = Static<typeof Issue>;
export type Adjustment = Static<typeof Adjustment>;
