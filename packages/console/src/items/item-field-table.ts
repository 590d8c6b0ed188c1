import type { Item } from '@stockroom/client';

/** The fields of an item that the edit dialog can change. */
export type EditableFields = Omit<
  Item,
  'sku' | 'archived' | 'version' | 'createdAt' | 'updatedAt' | 'stock'
>;

interface FormField {
  readonly label: string;
  readonly hint?: string;
  /** The control of a plain field: a line of text, or a whole number. Other fields have their own. */
  readonly control?: 'text' | 'quantity';
  /** The columns of an import file that contain it, each with a description. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Every field of the form, once. The form, the edit conflict and the import preview read this table. */
export const itemFieldTable = {
  name: { label: 'Name', columns: { name: 'Required for new items' } },
  description: { label: 'Description', columns: { description: 'Free text' } },
  category: { label: 'Category', columns: { category: 'Free text' } },
  tags: {
    label: 'Tags',
    hint: 'Search terms, separated by commas',
    columns: { tags: 'Words separated by “;”' },
  },
  unit: { label: 'Unit', columns: { unit: 'Unit of measure: piece, metre' } },
  barcode: {
    label: 'Barcode',
    hint: 'GTIN with 8, 12, 13 or 14 digits',
    columns: { barcode: 'GTIN with 8, 12, 13 or 14 digits' },
  },
  price: {
    label: 'Price',
    columns: {
      priceAmount: 'Price in minor units: 1250 for 12.50',
      priceCurrency: 'Three-letter code: EUR',
    },
  },
  reorderPoint: {
    label: 'Reorder point',
    hint: 'Stock is low at or below this',
    control: 'quantity',
    columns: { reorderPoint: 'Stock is low at or below this quantity' },
  },
  reorderQuantity: {
    label: 'Reorder quantity',
    hint: 'Quantity per order',
    control: 'quantity',
    columns: { reorderQuantity: 'Quantity per order' },
  },
  attributes: {
    label: 'Attributes',
    columns: { attributes: 'A JSON object: {"colour":"red"}' },
  },
} as const satisfies { readonly [Field in keyof EditableFields]: FormField };

type Table = typeof itemFieldTable;

/** A field without a dedicated control. */
export type PlainField = {
  [Field in keyof Table]: Table[Field] extends { control: string } ? Field : never;
}[keyof Table];

/** The rows of the table, by field name. */
export const itemFieldEntries = Object.entries(itemFieldTable) as [
  keyof EditableFields,
  FormField,
][];

/** The plain fields, in the order of the table. */
export const plainFields = itemFieldEntries.flatMap(([field, { control }]) =>
  control === undefined ? [] : [{ field: field as PlainField, control }],
);

/** Label, name and hint of a field's control. */
export function controlOf(field: keyof EditableFields) {
  const { label, hint }: FormField = itemFieldTable[field];
  return { label, name: field, ...(hint !== undefined && { hint }) };
}
