import type { Item } from '@stockroom/client';

/** The fields of an item that its form shows. */
export type EditableFields = Omit<
  Item,
  'sku' | 'archived' | 'version' | 'createdAt' | 'updatedAt' | 'stock'
>;

interface FormField {
  readonly label: string;
  readonly hint?: string;
  /** The control of a plain field: a line of text, or a whole number. Others have their own. */
  readonly control?: 'text' | 'quantity';
  /** The columns of an import file that hold it, each with a description. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Every field of the form once: forms, conflicts and the import's preview read this table. */
export const itemFieldTable = {
  name: { label: 'Name', columns: { name: 'Needed where the item is new' } },
  description: { label: 'Description', columns: { description: 'Free text' } },
  category: { label: 'Category', columns: { category: 'Free text' } },
  tags: {
    label: 'Tags',
    hint: 'Words to find it by, with commas between',
    columns: { tags: 'Words with “;” between' },
  },
  unit: { label: 'Unit', columns: { unit: 'What quantities count: piece, metre' } },
  barcode: {
    label: 'Barcode',
    hint: 'GTIN: 8, 12, 13 or 14 digits',
    columns: { barcode: 'GTIN of 8, 12, 13 or 14 digits' },
  },
  price: {
    label: 'Price',
    columns: {
      priceAmount: 'In minor units: 1250 for 12.50',
      priceCurrency: 'Three letters: EUR',
    },
  },
  reorderPoint: {
    label: 'Reorder point',
    hint: 'At or below this, it is low',
    control: 'quantity',
    columns: { reorderPoint: 'At or below this, the item is low' },
  },
  reorderQuantity: {
    label: 'Reorder quantity',
    hint: 'How much to order at once',
    control: 'quantity',
    columns: { reorderQuantity: 'How much to order at once' },
  },
  attributes: {
    label: 'Attributes',
    columns: { attributes: 'A JSON object: {"colour":"red"}' },
  },
} as const satisfies { readonly [Field in keyof EditableFields]: FormField };

type Table = typeof itemFieldTable;

/** A field that needs no control of its own. */
export type PlainField = {
  [Field in keyof Table]: Table[Field] extends { control: string } ? Field : never;
}[keyof Table];

/** What the fields of the table are called and how they are edited, by name. */
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
