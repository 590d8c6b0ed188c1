import { itemFieldEntries } from '../items/item-field-table.ts';

/**
 * The columns that an import reads, each with what it holds. The inventory decides what it takes:
 * this list only lets the page say which columns it recognises before anything is sent.
 */
export const importedColumns: Readonly<Record<string, string>> = {
  sku: 'Which item the row is about',
  ...Object.assign({}, ...itemFieldEntries.map(([, { columns }]) => columns)),
  archived: 'true or false',
  openingLocation: 'Where the first stock lies',
  openingQuantity: 'How much of it',
};

/** Columns of an export that only the inventory itself writes: an import passes them over. */
const passedOver = new Set([
  'onHand',
  'reserved',
  'available',
  'version',
  'createdAt',
  'updatedAt',
]);

/** What becomes of a column: read, passed over, or refused with the whole file. */
export type ColumnUse = 'read' | 'passed over' | 'unknown';

/** What an import does with a column of this name. */
export function columnUse(name: string): ColumnUse {
  if (Object.hasOwn(importedColumns, name)) return 'read';
  return passedOver.has(name) ? 'passed over' : 'unknown';
}
