import type { Movement } from '@stockroom/client/contract';
import type { CommandContext, Place, StockTransaction } from './unit-of-work.ts';

/** A change of the stock on hand at one place, with what the ledger records about it. */
export interface StockChange extends Place {
  readonly context: CommandContext;
  readonly kind: Movement['kind'];
  /** Signed. */
  readonly quantity: number;
  /** What it adds to the reserved stock; signed. Default 0. */
  readonly reserved?: number;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;
  /** The reservation that it issues. */
  readonly reservation?: string;
}

/**
 * Changes the stock on hand and appends the movements to the ledger.
 *
 * @param changes at most one per place
 * @returns their movements, in the same order
 * @throws DomainError `unknown-location`, `insufficient-stock`
 */
export async function changeStock<const Changes extends readonly StockChange[]>(
  stock: StockTransaction,
  changes: Changes,
): Promise<{ [Index in keyof Changes]: Movement }> {
  const levels = await stock.changeLevels(
    changes.map(({ sku, location, quantity, reserved = 0 }) => {
      return { sku, location, onHand: quantity, reserved };
    }),
  );
  const movements = await stock.append(
    changes.map((change, index) => {
      const level = levels[index];
      if (!level) throw new Error(`The store returned no level for ${change.sku}.`);
      return {
        kind: change.kind,
        sku: change.sku,
        location: change.location,
        quantity: change.quantity,
        balance: level.onHand,
        reason: change.reason ?? '',
        reference: change.reference ?? '',
        actor: change.context.actor,
        idempotencyKey: change.context.idempotencyKey,
        reservation: change.reservation ?? null,
      };
    }),
  );
  return movements as { [Index in keyof Changes]: Movement };
}
