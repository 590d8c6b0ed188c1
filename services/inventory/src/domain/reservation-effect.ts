import type { ReservationLine } from '@stockroom/client/contract';

/** What each reserved unit adds to its level. */
export interface Effect {
  readonly onHand: number;
  readonly reserved: number;
}

/** What the life of a reservation does to levels. */
export const effects = {
  reserve: { onHand: 0, reserved: 1 },
  confirm: { onHand: -1, reserved: -1 },
  release: { onHand: 0, reserved: -1 },
} as const satisfies Record<string, Effect>;

/** What a reservation's lines change, with lines of one item at one place taken together. */
export function changesOf(lines: readonly ReservationLine[], effect: Effect) {
  const byPlace = Map.groupBy(lines, ({ sku, location }) => `${sku} ${location}`);
  return [...byPlace.values()].map((together) => {
    const [{ sku, location }] = together as [ReservationLine];
    const quantity = together.reduce((sum, line) => sum + line.quantity, 0);
    return {
      sku,
      location,
      onHand: effect.onHand * quantity || 0,
      reserved: effect.reserved * quantity || 0,
    };
  });
}
