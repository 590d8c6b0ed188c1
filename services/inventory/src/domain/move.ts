import type { Movement } from '@stockroom/client/contract';
import type { CommandContext, Place, StockTransaction } from './unit-of-work.ts';

/** A change of the stock on hand at one place, as the ledger is to show it. */
export interface Move extends Place {
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
 * Changes the stock on hand and writes it into the ledger.
 *
 * @param moves at most one per place
 * @returns their movements, in the same order
 * @throws Refusal `unknown-location`, `insufficient-stock`
 */
export async function move<const Moves extends readonly Move[]>(
  stock: StockTransaction,
  moves: Moves,
): Promise<{ [Index in keyof Moves]: Movement }> {
  const levels = await stock.changeLevels(
    moves.map(({ sku, location, quantity, reserved = 0 }) => {
      return { sku, location, onHand: quantity, reserved };
    }),
  );
  const movements = await stock.append(
    moves.map((one, index) => ({
      kind: one.kind,
      sku: one.sku,
      location: one.location,
      quantity: one.quantity,
      balance: levels[index]?.onHand ?? 0,
      reason: one.reason ?? '',
      reference: one.reference ?? '',
      actor: one.context.actor,
      idempotencyKey: one.context.idempotencyKey,
      reservation: one.reservation ?? null,
    })),
  );
  return movements as { [Index in keyof Moves]: Movement };
}
