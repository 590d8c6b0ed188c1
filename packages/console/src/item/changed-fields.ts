import type { Item } from '@stockroom/client';

/** The fields of an item that the edit dialog shows. */
export type EditableFields = Pick<
  Item,
  | 'name'
  | 'description'
  | 'category'
  | 'tags'
  | 'barcode'
  | 'unit'
  | 'price'
  | 'reorderPoint'
  | 'reorderQuantity'
>;

const fields = [
  'name',
  'description',
  'category',
  'tags',
  'barcode',
  'unit',
  'price',
  'reorderPoint',
  'reorderQuantity',
] as const satisfies readonly (keyof EditableFields)[];

/** Those of the fields that are not what they were. */
export function changedFields(
  before: EditableFields,
  after: EditableFields,
): Partial<EditableFields> {
  const changed = fields.filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return Object.fromEntries(changed.map((field) => [field, after[field]]));
}
