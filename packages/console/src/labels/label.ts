import type { Item, Location } from '@stockroom/client';
import type { Found } from '../scan/find-code.ts';

/** What is printed on one label. */
export interface Label {
  readonly title: string;
  /** What the bars say. */
  readonly code: string;
  /** One line more for people. */
  readonly detail: string;
}

/** The label of an item: its GTIN where it has one, as that is on its packages too, else its SKU. */
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

/** The label of whatever a code belongs to. */
export const labelOf = (found: Found): Label =>
  found.kind === 'item' ? itemLabel(found.item) : locationLabel(found.location);

/** The address of the page that prints the labels of these codes. */
export const labelsPath = (codes: readonly string[]): string =>
  `/labels?${new URLSearchParams(codes.map((code) => ['code', code]))}`;
