import type { Movement } from '@stockroom/client';

/** The stock on hand from a moment on. */
export interface StockPoint {
  readonly at: Date;
  readonly onHand: number;
}

/**
 * An item's stock on hand over all locations after each movement, the oldest first: counted back
 * from what is on hand now, so that it is right however far back the ledger was read.
 *
 * @param movements the newest first, without a gap
 */
export function stockOverTime(onHandNow: number, movements: readonly Movement[]): StockPoint[] {
  let onHand = onHandNow;
  const points = movements.map(({ at, quantity, idempotencyKey }) => {
    const point = { at: new Date(at), onHand, idempotencyKey };
    onHand -= quantity;
    return point;
  });
  // The two movements of a transfer are one moment: between them nothing was gone.
  return points
    .filter(({ idempotencyKey }, index) => points[index - 1]?.idempotencyKey !== idempotencyKey)
    .map(({ at, onHand: level }) => ({ at, onHand: level }))
    .reverse();
}
