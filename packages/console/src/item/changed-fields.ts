import type { ItemPatch } from '@stockroom/client';
import { attributesPatch } from '../items/attributes.ts';
import { type EditableFields, itemFieldEntries } from '../items/item-field-table.ts';

/** Those of the fields that are not what they were. */
export function changedFields(
  before: EditableFields,
  after: EditableFields,
): Partial<EditableFields> {
  const changed = itemFieldEntries.filter(([field]) => !isSame(before[field], after[field]));
  return Object.fromEntries(changed.map(([field]) => [field, after[field]]));
}

/** What to send so that the fields become those after: attributes one by one, others as a whole. */
export function patchOf(before: EditableFields, after: EditableFields): ItemPatch {
  const { attributes, ...changed } = changedFields(before, after);
  if (attributes === undefined) return changed;
  return { ...changed, attributes: attributesPatch(before.attributes, attributes) };
}

/** The order of attributes says nothing; that of everything else does not change by itself. */
const isSame = (one: unknown, other: unknown) => inOrder(one) === inOrder(other);

const inOrder = (value: unknown) =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
