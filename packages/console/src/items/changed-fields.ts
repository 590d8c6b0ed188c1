import type { ItemPatch } from '@stockroom/client';
import { attributesPatch } from './attributes.ts';
import { type EditableFields, itemFieldEntries } from './item-field-table.ts';

/** The fields whose value changed. */
export function changedFields(
  before: EditableFields,
  after: EditableFields,
): Partial<EditableFields> {
  const changed = itemFieldEntries.filter(([field]) => !isSame(before[field], after[field]));
  return Object.fromEntries(changed.map(([field]) => [field, after[field]]));
}

/** The patch between two versions: attributes one by one, other fields as a whole. */
export function patchOf(before: EditableFields, after: EditableFields): ItemPatch {
  const { attributes, ...changed } = changedFields(before, after);
  if (attributes === undefined) return changed;
  return { ...changed, attributes: attributesPatch(before.attributes, attributes) };
}

/** Compares values. The order of attributes does not matter. */
const isSame = (one: unknown, other: unknown) => sortedJson(one) === sortedJson(other);

const sortedJson = (value: unknown) =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
