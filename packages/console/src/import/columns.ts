/**
 * The columns that an import reads, each with what it holds. The inventory decides what it takes:
 * this list only lets the page say which columns it recognises before anything is sent.
 */
export const importedColumns = {
  sku: 'Which item the row is about',
  name: 'Needed where the item is new',
  description: 'Free text',
  category: 'Free text',
  tags: 'Words with “;” between',
  unit: 'What quantities count: piece, metre',
  barcode: 'GTIN of 8, 12, 13 or 14 digits',
  priceAmount: 'In minor units: 1250 for 12.50',
  priceCurrency: 'Three letters: EUR',
  reorderPoint: 'At or below this, the item is low',
  reorderQuantity: 'How much to order at once',
  attributes: 'A JSON object: {"colour":"red"}',
  archived: 'true or false',
  openingLocation: 'Where the first stock lies',
  openingQuantity: 'How much of it',
} as const satisfies Readonly<Record<string, string>>;

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
