import type { InventoryClient, Item, Location } from '@stockroom/client';
import { isProblem } from '../api/problems.ts';

/** The item or location that has a code. */
export type Found =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'location'; readonly location: Location };

/** Where codes are looked up. */
export interface CodeSource {
  readonly api: Pick<InventoryClient, 'getItem' | 'listItems'>;
  readonly locations: () => Promise<readonly Location[]>;
}

const gtinPattern = /^(\d{8}|\d{12,14})$/;
const skuPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether a code has as many digits as a GTIN. */
export const isGtin = (code: string): boolean => gtinPattern.test(code);

/** Looks up a code: first as an item's GTIN, then as a location's code, then as a SKU. */
export async function findCode(code: string, source: CodeSource): Promise<Found | undefined> {
  const locations = source.locations();
  if (isGtin(code)) {
    const item = await itemByGtin(code, source);
    if (item) return { kind: 'item', item };
  }
  const location = (await locations).find((each) => each.code === code);
  if (location) return { kind: 'location', location };
  if (!skuPattern.test(code)) return undefined;
  try {
    const item = await source.api.getItem({ params: { sku: code } });
    return { kind: 'item', item };
  } catch (error) {
    if (isProblem(error, 404)) return undefined;
    throw error;
  }
}

/** Ignores leading zeros: scanners may send a 12-digit UPC as a 13-digit EAN. */
async function itemByGtin(code: string, { api }: CodeSource): Promise<Item | undefined> {
  const search = code.replace(/^0+/, '');
  for (const archived of [false, true]) {
    const { entries } = await api.listItems({ query: { search, archived, limit: 50 } });
    const found = entries.find(
      ({ barcode }) => barcode !== null && barcode.padStart(14, '0') === code.padStart(14, '0'),
    );
    if (found) return found;
  }
  return undefined;
}
