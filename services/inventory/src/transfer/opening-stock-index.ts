import { fingerprint } from '../domain/fingerprint.ts';

/**
 * At which places earlier rows of a file put opening stock, so that a second figure for one of
 * them is told. It is only for telling: the idempotency keys see to it that none is booked twice.
 */
export class OpeningStockIndex {
  readonly #rows = new Map<string, number>();
  readonly #most: number;

  /** @param most places that are remembered at most; by default about 25 MB of them */
  constructor(most = 250_000) {
    this.#most = most;
  }

  /** Remembers the row of a place, or says which row before it had that place. */
  firstRow(sku: string, location: string, row: number): number | undefined {
    const place = fingerprint('place', [sku, location]).slice(0, 12);
    const first = this.#rows.get(place);
    if (first === undefined && this.#rows.size < this.#most) this.#rows.set(place, row);
    return first;
  }
}
