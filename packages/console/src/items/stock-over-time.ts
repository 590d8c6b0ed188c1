import type { Movement } from '@stockroom/client';

/** The stock on hand from a point in time. */
export interface StockPoint {
  readonly at: Date;
  readonly onHand: number;
}

/**
 * An item's stock on hand over all locations after each movement, oldest first. It is computed
 * backwards from the current stock, so it is correct however many movements are loaded.
 *
 * @param movements newest first, without gaps
 */
export function stockOverTime(onHandNow: number, movements: readonly Movement[]): StockPoint[] {
  let onHand = onHandNow;
  const points = movements.map(({ at, quantity, idempotencyKey }) => {
    const point = { at: new Date(at), onHand, idempotencyKey };
    onHand -= quantity;
    return point;
  });
  // The two movements of a transfer count as one: the total does not change.
  return points
    .filter(({ idempotencyKey }, index) => points[index - 1]?.idempotencyKey !== idempotencyKey)
    .map(({ at, onHand: level }) => ({ at, onHand: level }))
    .reverse();
}
