import { itemFieldEntries } from '../items/item-field-table.ts';

/**
 * Columns that an import reads, and their meaning. The inventory validates the file; this list only
 * lets the page check the header row before the upload.
 */
export const importedColumns: Readonly<Record<string, string>> = {
  sku: 'Identifies the item',
  ...Object.assign({}, ...itemFieldEntries.map(([, { columns }]) => columns)),
  archived: 'true or false',
  openingLocation: 'Location of the opening stock',
  openingQuantity: 'Quantity of the opening stock',
};

/** Read-only columns of an export. An import ignores them. */
const ignoredColumns = new Set([
  'onHand',
  'reserved',
  'available',
  'version',
  'createdAt',
  'updatedAt',
]);

/** How an import treats a column. An unknown one makes the whole file invalid. */
export type ColumnUse = 'imported' | 'ignored' | 'unknown';

/** How an import treats the column with this name. */
export function columnUse(name: string): ColumnUse {
  if (Object.hasOwn(importedColumns, name)) return 'imported';
  return ignoredColumns.has(name) ? 'ignored' : 'unknown';
}
