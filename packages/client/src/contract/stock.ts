import { type Static, Type } from 'typebox';
import { int64, Levels, Sku } from './items.ts';
import { code, Text } from './text.ts';

/** Code of a location that holds stock. */
export const LocationCode = Type.String({
  ...code,
  description: 'Code of a location: a warehouse, or a bin in one',
  examples: ['MAIN'],
});

const parent = Type.Union([LocationCode, Type.Null()], {
  description: 'The warehouse of a bin; null for a warehouse',
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
  quantity: Type.Integer({ ...int64, description: 'Signed change of the stock on hand' }),
  balance: Type.Integer({ ...int64, description: 'Stock on hand at the location afterwards' }),
  reason: Type.String(),
  reference: Type.String(),
  actor: Type.String({ description: 'Who caused it' }),
  idempotencyKey: Type.String({
    description:
      'Idempotency key of the request that caused it; movements with the same key belong together',
  }),
  reservation: Type.Union([Type.String(), Type.Null()], {
    description: 'The reservation whose confirmation caused it',
  }),
  at: Type.String({ format: 'date-time' }),
});

const place = { sku: Sku, location: LocationCode };
const explanation = {
  reason: Type.Optional(Text({ maxLength: 500 })),
  reference: Type.Optional(
    Text({ maxLength: 200, description: 'Related document, such as an order or a delivery note' }),
  ),
};
const counted = Type.Integer({ minimum: 1, maximum: 1e9, description: 'In units of the item' });

/** Received goods. */
export const Receipt = Type.Object(
  { ...place, quantity: counted, ...explanation },
  { additionalProperties: false },
);
/** Issued goods. */
export const Issue = Type.Object(
  { ...place, quantity: counted, ...explanation },
  { additionalProperties: false },
);
/** A correction of the stock on hand, with its reason. */
export const Adjustment = Type.Object(
  {
    ...place,
    quantity: Type.Integer({
      minimum: -1e9,
      maximum: 1e9,
      description: 'Signed change of the stock on hand',
    }),
    reason: Text({ minLength: 1, maxLength: 500 }),
    reference: explanation.reference,
  },
  { additionalProperties: false },
);

/** Goods to move from one location to another. */
export const NewTransfer = Type.Object(
  { sku: Sku, from: LocationCode, to: LocationCode, quantity: counted, ...explanation },
  { additionalProperties: false },
);
/** The two movements of a transfer. */
export const Transfer = Type.Object({ out: Movement, in: Movement });

/** The counted stock at a location. */
export const NewCount = Type.Object(
  {
    ...place,
    counted: Type.Integer({ minimum: 0, maximum: 1e9, description: 'Counted quantity' }),
    ...explanation,
  },
  { additionalProperties: false },
);
/** A stock count compared with the recorded stock, and the movement of the difference. */
export const StockCount = Type.Object({
  expected: Type.Integer({ ...int64, description: 'Recorded stock on hand before the count' }),
  counted: Type.Integer(),
  difference: Type.Integer({ ...int64, description: 'Counted minus expected' }),
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
