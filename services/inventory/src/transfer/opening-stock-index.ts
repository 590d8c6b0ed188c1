import { fingerprint } from '../domain/fingerprint.ts';

/**
 * The items and locations for which earlier rows of a file have opening stock, so that a second
 * quantity is reported. Only for that: idempotency keys keep it from being posted twice.
 */
export class OpeningStockIndex {
  readonly #rows = new Map<string, number>();
  readonly #limit: number;

  /** @param limit maximum number of entries. The default takes about 25 MB. */
  constructor(limit = 250_000) {
    this.#limit = limit;
  }

  /** Adds a row, or returns the earlier row for the same item and location. */
  firstRow(sku: string, location: string, row: number): number | undefined {
    const place = fingerprint('place', [sku, location]).slice(0, 12);
    const first = this.#rows.get(place);
    if (first === undefined && this.#rows.size < this.#limit) this.#rows.set(place, row);
    return first;
  }
}
