import { type Static, Type } from 'typebox';
import { LocationCode } from './stock.ts';

/**
 * Stock that an item begins with at a location: booked as a receipt, once per item, location and
 * idempotency key. A second row for the same place in one file is refused, and so is another
 * quantity under the same key.
 */
export const OpeningStock = Type.Object(
  {
    location: LocationCode,
    quantity: Type.Integer({ minimum: 1, maximum: 1e9, description: 'In units of the item' }),
  },
  { additionalProperties: false },
);

/** One thing that is wrong in an imported file. */
export const ImportError = Type.Object({
  row: Type.Integer({ description: 'Counted from 1; the header of a CSV file is none' }),
  field: Type.String({
    description: 'Empty where the row as a whole is wrong; at most 100 characters',
  }),
  message: Type.String({
    description: 'What is wrong and what would be right, in at most 200 characters',
  }),
});

/** What an import did, or would do: every row is one of created, updated, unchanged and failed. */
export const ImportResult = Type.Object({
  dryRun: Type.Boolean(),
  rows: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  failed: Type.Integer(),
  errors: Type.Array(ImportError, {
    description: 'The first 1 000, by row, and at most 20 of one row',
  }),
  errorsLeftOut: Type.Integer({ description: 'How many more there are' }),
});

export type OpeningStock = Static<typeof OpeningStock>;
export type ImportError = Static<typeof ImportError>;
export type ImportResult = Static<typeof ImportResult>;
