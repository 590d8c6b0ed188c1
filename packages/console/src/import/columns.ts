/**
 * Columns that an import reads, and their meaning. The inventory validates the file; this list only
 * lets the page check the header row before the upload.
 */
export const importedColumns = {
  sku: 'Identifies the item',
  name: 'Required for new items',
  description: 'Free text',
  category: 'Free text',
  tags: 'Words separated by “;”',
  unit: 'Unit of measure: piece, metre',
  barcode: 'GTIN with 8, 12, 13 or 14 digits',
  priceAmount: 'Price in minor units: 1250 for 12.50',
  priceCurrency: 'Three-letter code: EUR',
  reorderPoint: 'Stock is low at or below this quantity',
  reorderQuantity: 'Quantity per order',
  attributes: 'A JSON object: {"colour":"red"}',
  archived: 'true or false',
  openingLocation: 'Location of the opening stock',
  openingQuantity: 'Quantity of the opening stock',
} as const satisfies Readonly<Record<string, string>>;

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
