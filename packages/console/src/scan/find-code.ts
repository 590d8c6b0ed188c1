import type { InventoryClient, Item, Location } from '@stockroom/client';
import { isProblem } from '../api/problems.ts';

/** What a code belongs to. */
export type Found =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'location'; readonly location: Location };

/** Where codes are looked up. */
export interface CodeSource {
  readonly inventory: Pick<InventoryClient, 'getItem' | 'listItems'>;
  readonly locations: () => Promise<readonly Location[]>;
}

const gtinPattern = /^(\d{8}|\d{12,14})$/;
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether a code has the digits of a GTIN. */
export const isGtin = (code: string): boolean => gtinPattern.test(code);

/** Finds what a code belongs to: an item's GTIN first, then a location's code, then a SKU. */
export async function findCode(code: string, source: CodeSource): Promise<Found | undefined> {
  const locations = source.locations();
  if (isGtin(code)) {
    const item = await itemByGtin(code, source);
    if (item) return { kind: 'item', item };
  }
  const location = (await locations).find((known) => known.code === code);
  if (location) return { kind: 'location', location };
  if (!namePattern.test(code)) return undefined;
  try {
    const item = await source.inventory.getItem({ params: { sku: code } });
    return { kind: 'item', item };
  } catch (error) {
    if (isProblem(error, 404)) return undefined;
    throw error;
  }
}

/** A scanner may send the twelve digits of a UPC as the thirteen of an EAN: zeros before are equal. */
async function itemByGtin(code: string, { inventory }: CodeSource): Promise<Item | undefined> {
  const search = code.replace(/^0+/, '');
  for (const archived of [false, true]) {
    const { entries } = await inventory.listItems({ query: { search, archived, limit: 50 } });
    const found = entries.find(
      ({ barcode }) => barcode !== null && barcode.padStart(14, '0') === code.padStart(14, '0'),
    );
    if (found) return found;
  }
  return undefined;
}
