import { isDeepStrictEqual } from 'node:util';
import type { OpeningStock } from '@stockroom/client/contract';
import { gtin14 } from '../domain/barcode.ts';
import { domainErrors } from '../domain/errors.ts';
import { completed, patched } from '../domain/item.ts';
import type { ItemFields } from '../item-columns.ts';
import type { Found } from '../stores/stock-store.ts';
import type { Row } from './import-row.ts';
import type { ImportedItemIndex } from './imported-item-index.ts';
import { MissingName } from './row-error.ts';

/** What to do with the item of a row. */
export type Step =
  | { readonly outcome: 'created'; readonly item: ItemFields }
  | { readonly outcome: 'updated' | 'unchanged' };

/** The items as earlier rows will leave them, with which each row is compared. */
export class ImportPlan {
  readonly #items: Map<string, ItemFields>;
  readonly #owners = new Map<string, string>();
  readonly #locations: ReadonlySet<string>;
  readonly #imported: ImportedItemIndex | undefined;

  constructor({ items, locations }: Found, imported?: ImportedItemIndex) {
    this.#items = new Map(items.map((item) => [item.sku, imported?.after(item) ?? item]));
    for (const { sku, barcode } of this.#items.values()) {
      if (barcode !== null) this.#owners.set(gtin14(barcode), sku);
    }
    this.#locations = new Set(locations);
    this.#imported = imported;
  }

  /** @throws DomainError as the store would; MissingName */
  add({ fields, opening }: Row): Step {
    const { sku, name, ...rest } = fields;
    const before = this.#items.get(sku) ?? this.#imported?.created(sku);
    const after = patched(before ?? newItem(sku, name), {
      ...rest,
      ...(name !== undefined && { name }),
    });
    this.#validate(after, opening);

    const repeated = this.#imported?.repeats(fields) ?? false;
    this.#imported?.remember(after, fields);
    if (before?.barcode) this.#owners.delete(gtin14(before.barcode));
    if (after.barcode) this.#owners.set(gtin14(after.barcode), sku);
    this.#items.set(sku, after);
    if (!before) return { outcome: 'created', item: after };
    return { outcome: repeated || isDeepStrictEqual(before, after) ? 'unchanged' : 'updated' };
  }

  #validate({ sku, barcode, archived }: ItemFields, opening: OpeningStock | undefined): void {
    if (barcode !== null) {
      const owner = this.#ownerOf(gtin14(barcode));
      if (owner !== undefined && owner !== sku) throw domainErrors.duplicateBarcode(barcode);
    }
    if (!opening) return;
    if (!this.#locations.has(opening.location))
      throw domainErrors.unknownLocation(opening.location);
    if (archived) throw domainErrors.archivedItem(sku);
  }

  #ownerOf(gtin: string): string | undefined {
    return this.#owners.get(gtin) ?? this.#imported?.ownerOf(gtin);
  }
}

/** A new item with its defaults. @throws MissingName */
function newItem(sku: string, name: string | undefined): ItemFields {
  if (name === undefined) throw new MissingName();
  return completed({ sku, name });
}

/** A row and what to do with its item. */
export type Planned = readonly [row: Row, step: Step];

/**
 * Splits a batch, in order, before a row that changes an item of an earlier row: the earlier row,
 * including its opening stock, must be applied first.
 */
export function partsOf(steps: Iterable<Planned>): Planned[][] {
  const parts: Planned[][] = [[]];
  let skus = new Set<string>();
  for (const planned of steps) {
    const [{ fields }, { outcome }] = planned;
    if (outcome === 'updated' && skus.has(fields.sku)) {
      parts.push([]);
      skus = new Set();
    }
    skus.add(fields.sku);
    parts.at(-1)?.push(planned);
  }
  return parts;
}
