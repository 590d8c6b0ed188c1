import { Problem } from '@stockroom/service';
import { gtin14 } from '../domain/barcode.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import { completed } from '../domain/item.ts';
import type { ItemFields } from '../item-columns.ts';

/** The part of an item with which later rows are compared. A whole item would be many times larger. */
interface ImportedItem {
  readonly barcode: string | null;
  readonly archived: boolean;
  /** Digest of the last row about it. */
  readonly row: string;
}

/**
 * The items as the rows of a dry run would leave them. A dry run writes nothing to the store, so later
 * rows are compared with this index: a barcode that two rows use is found wherever they are in the
 * file. The index is limited, and a file that exceeds the limit fails.
 */
export class ImportedItemIndex {
  readonly #items = new Map<string, ImportedItem>();
  readonly #owners = new Map<string, string>();
  readonly #limit: number;

  /** @param limit maximum number of items. The default takes about 60 MB. */
  constructor(limit = 250_000) {
    this.#limit = limit;
  }

  /** Whether a row is the same as the last row about its item. */
  repeats(fields: { readonly sku: string }): boolean {
    return this.#items.get(fields.sku)?.row === digest(fields);
  }

  /** An item of the store, with the barcode and state that earlier rows would have given it. */
  after(item: ItemFields): ItemFields {
    const { barcode, archived } = this.#items.get(item.sku) ?? item;
    return { ...item, barcode, archived };
  }

  /** An item that earlier rows would have created; undefined otherwise. */
  created(sku: string): ItemFields | undefined {
    return this.#items.has(sku) ? this.after(completed({ sku, name: '' })) : undefined;
  }

  /** The item that would have a barcode because of an earlier row. */
  ownerOf(gtin: string): string | undefined {
    return this.#owners.get(gtin);
  }

  /** @throws Problem `dry-run-too-long` */
  remember({ sku, barcode, archived }: ItemFields, fields: object): void {
    const before = this.#items.get(sku);
    if (!before && this.#items.size >= this.#limit) throw dryRunTooLong(this.#limit);
    if (before?.barcode) this.#owners.delete(gtin14(before.barcode));
    if (barcode !== null) this.#owners.set(gtin14(barcode), sku);
    this.#items.set(sku, { barcode, archived, row: digest(fields) });
  }
}

const digest = (fields: object): string => fingerprint('row', fields).slice(0, 12);

const dryRunTooLong = (limit: number) =>
  new Problem(
    422,
    'dry-run-too-long',
    'The file is too long for a dry run',
    `A dry run compares each row with all rows before it, for at most ${limit} items. Split the file, or import it without a dry run.`,
  );
