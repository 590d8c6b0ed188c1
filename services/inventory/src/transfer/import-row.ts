import { ItemPatch, NewItem, OpeningStock } from '@stockroom/client/contract';
import { compile } from '@stockroom/service';
import { Type } from 'typebox';
import type { OpeningStockIndex } from './opening-stock-index.ts';
import type { ReadRow } from './read-rows.ts';
import { type RowError, wholeRow } from './row-error.ts';

/** A valid row. */
export interface Row {
  readonly number: number;
  readonly fields: ItemPatch & { readonly sku: string };
  readonly opening: OpeningStock | undefined;
}

const ImportedRow = Type.Object(
  {
    sku: NewItem.properties.sku,
    ...ItemPatch.properties,
    openingStock: Type.Optional(OpeningStock),
  },
  { additionalProperties: false },
);
const violationsIn = compile(ImportedRow, { coerce: false });

/** Fields of an export that the inventory itself determines. An import ignores them. */
const ignoredFields = new Set(['stock', 'version', 'createdAt', 'updatedAt']);

/**
 * Validates a row.
 *
 * @param index reports opening stock that an earlier row has for the same item and location
 */
export function validated(
  read: ReadRow,
  index: OpeningStockIndex,
): Row | { number: number; errors: RowError[] } {
  const { row: number } = read;
  if ('error' in read) return { number, errors: [{ field: wholeRow, message: read.error }] };
  const values = Object.fromEntries(
    Object.entries(read.fields).filter(([name]) => !ignoredFields.has(name)),
  );
  const errors = violationsIn(values);
  if (errors.length > 0) return { number, errors };
  const { openingStock: opening, ...fields } = values as Row['fields'] & {
    openingStock?: OpeningStock;
  };
  const first = opening && index.firstRow(fields.sku, opening.location, number);
  if (first === undefined) return { number, fields, opening };
  const message = `duplicates row ${first}, which has the same item and location: combine them into one quantity`;
  return { number, errors: [{ field: 'openingStock', message }] };
}
