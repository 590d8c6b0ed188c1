import type { Movement } from '@stockroom/client/contract';

/** What is added to one item's level at one location. Both numbers are signed. */
export interface LevelChange {
  readonly sku: string;
  readonly location: string;
  readonly onHand: number;
  readonly reserved: number;
}

/** A change of the stock on hand at one location. */
export interface Move {
  readonly kind: Movement['kind'];
  readonly sku: string;
  readonly location: string;
  /** Signed. */
  readonly quantity: number;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;
}

/** A movement that is about to be written. */
export interface NewMovement extends Move {
  /** On hand at the location after it. */
  readonly balance: number;
  readonly reservation?: string | undefined;
  /** Where it is not that of the booking. */
  readonly idempotencyKey?: string | undefined;
}
