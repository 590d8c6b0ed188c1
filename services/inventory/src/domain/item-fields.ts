import type { Item, ItemPatch, NewItem } from '@stockroom/client/contract';

/** What callers decide about an item; the rest of it the inventory keeps itself. */
export type ItemFields = Omit<Item, 'version' | 'createdAt' | 'updatedAt' | 'stock'>;

const defaults = {
  description: '',
  category: '',
  tags: [],
  unit: 'piece',
  barcode: null,
  attributes: {},
  archived: false,
  price: null,
  reorderPoint: 0,
  reorderQuantity: 0,
} satisfies Partial<ItemFields>;

/** A new item's fields, with the defaults of what its maker left out. */
export const completed = (item: NewItem): ItemFields => ({ ...defaults, ...item });

/** An item's fields after a merge patch (RFC 7396): null takes an attribute away. */
export function patched(fields: ItemFields, { attributes, ...patch }: ItemPatch): ItemFields {
  const merged = Object.entries({ ...fields.attributes, ...attributes }).filter(
    (entry): entry is [string, string | number | boolean] => entry[1] !== null,
  );
  return { ...fields, ...patch, attributes: Object.fromEntries(merged) };
}
