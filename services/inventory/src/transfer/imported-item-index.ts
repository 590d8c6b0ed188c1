import { Problem } from '@stockroom/service';
import { gtin14 } from '../domain/barcode.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import { completed } from '../domain/item.ts';
import type { ItemFields } from '../item-columns.ts';

/** What later rows are held against: not the whole item, which would be many times as large. */
interface Seen {
  readonly barcode: string | null;
  readonly archived: boolean;
  /** Digest of what the last row said about it. */
  readonly said: string;
}

/**
 * What the rows of a dry run would have done. A dry run writes nothing that later rows could be
 * held against, so it is remembered here: a barcode that two rows want is told wherever in the
 * file they are. Its memory has a limit, and a file that needs more is refused.
 */
export class ImportedItemIndex {
  readonly #items = new Map<string, Seen>();
  readonly #owners = new Map<string, string>();
  readonly #most: number;

  /** @param most items that are remembered at most; by default about 60 MB of them */
  constructor(most = 250_000) {
    this.#most = most;
  }

  /** Whether a row says of its item just what the last row about it said. */
  repeats(fields: { readonly sku: string }): boolean {
    return this.#items.get(fields.sku)?.said === digest(fields);
  }

  /** An item of the store as it would be by now, as far as rows are held against it. */
  after(item: ItemFields): ItemFields {
    const { barcode, archived } = this.#items.get(item.sku) ?? item;
    return { ...item, barcode, archived };
  }

  /** An item that is in no store yet, likewise. */
  created(sku: string): ItemFields | undefined {
    return this.#items.has(sku) ? this.after(completed({ sku, name: '' })) : undefined;
  }

  /** Which item would have a barcode because a row gave it to it. */
  ownerOf(gtin: string): string | undefined {
    return this.#owners.get(gtin);
  }

  /** @throws Problem `dry-run-too-long` */
  remember({ sku, barcode, archived }: ItemFields, fields: object): void {
    const before = this.#items.get(sku);
    if (!before && this.#items.size >= this.#most) throw tooLong(this.#most);
    if (before?.barcode) this.#owners.delete(gtin14(before.barcode));
    if (barcode !== null) this.#owners.set(gtin14(barcode), sku);
    this.#items.set(sku, { barcode, archived, said: digest(fields) });
  }
}

const digest = (fields: object): string => fingerprint('row', fields).slice(0, 12);

const tooLong = (most: number) =>
  new Problem(
    422,
    'dry-run-too-long',
    'The file is too long for a dry run',
    `A dry run holds each row against all before it, and remembers at most ${most} items for that. Split the file, or import it without a dry run.`,
  );
