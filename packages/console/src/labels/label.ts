import type { Item, Location } from '@stockroom/client';
import type { Found } from '../scan/find-code.ts';

/** The content of one label. */
export interface Label {
  readonly title: string;
  /** The text of the barcode. */
  readonly code: string;
  /** Additional text beside the code. */
  readonly detail: string;
}

/** The label of an item. Its code is the GTIN, which its packaging has too, or else the SKU. */
const itemLabel = ({ name, sku, barcode }: Item): Label => ({
  title: name,
  code: barcode ?? sku,
  detail: barcode ? sku : '',
});

/** The label of a location. */
const locationLabel = ({ name, code, parent }: Location): Label => ({
  title: name,
  code,
  detail: parent ? `in ${parent}` : '',
});

/** The label of an item or a location. */
export const labelOf = (found: Found): Label =>
  found.kind === 'item' ? itemLabel(found.item) : locationLabel(found.location);
