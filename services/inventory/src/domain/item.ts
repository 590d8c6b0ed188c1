import type { ItemPatch, NewItem } from '@stockroom/client/contract';
import { defaults, type ItemFields } from '../item-columns.ts';

/** A new item's fields: those that were sent, and the defaults of the others. */
export const completed = (item: NewItem): ItemFields => ({ ...defaults, ...item });

/** An item's fields after a merge patch (RFC 7396): null removes an attribute. */
export function patched(fields: ItemFields, { attributes, ...patch }: ItemPatch): ItemFields {
  const merged = Object.entries({ ...fields.attributes, ...attributes }).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== null,
  );
  return { ...fields, ...patch, attributes: Object.fromEntries(merged) };
}
