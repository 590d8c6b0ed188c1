import { type Static, Type } from 'typebox';
import { LocationCode } from './stock.ts';

/**
 * The opening stock of an item at a location: posted as a receipt, once per item, location and
 * idempotency key. A second row for the same item and location fails, and so does another quantity
 * under the same key.
 */
export const OpeningStock = Type.Object(
  {
    location: LocationCode,
    quantity: Type.Integer({ minimum: 1, maximum: 1e9, description: 'In units of the item' }),
  },
  { additionalProperties: false },
);

/** A violation in a row of an imported file. */
export const ImportError = Type.Object({
  row: Type.Integer({ description: 'Counted from 1, without the header of a CSV file' }),
  field: Type.String({
    description: 'Empty if the violation concerns the whole row; at most 100 characters',
  }),
  message: Type.String({
    description: 'What is wrong and how to fix it, in at most 200 characters',
  }),
});

/** What an import did, or would do in a dry run: every row is created, updated, unchanged or failed. */
export const ImportResult = Type.Object({
  dryRun: Type.Boolean(),
  rows: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  failed: Type.Integer(),
  errors: Type.Array(ImportError, {
    description: 'The first 1 000, by row, and at most 20 per row',
  }),
  errorsLeftOut: Type.Integer({ description: 'Number of further errors that are not listed' }),
});

export type OpeningStock = Static<typeof OpeningStock>;
export type ImportError = Static<typeof ImportError>;
export type ImportResult = Static<typeof ImportResult>;
