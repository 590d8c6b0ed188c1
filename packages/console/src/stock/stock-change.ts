import type {
  Adjustment,
  Issue,
  Movement,
  NewCount,
  NewTransfer,
  Receipt,
} from '@stockroom/client';
import { api } from '../api/client.ts';
import { formatChange, formatQuantity } from '../format.ts';

/** A stock change to record: a request of one of the five kinds. */
export type StockChange =
  | { readonly kind: 'receipt'; readonly body: Receipt }
  | { readonly kind: 'issue'; readonly body: Issue }
  | { readonly kind: 'adjustment'; readonly body: Adjustment }
  | { readonly kind: 'transfer'; readonly body: NewTransfer }
  | { readonly kind: 'count'; readonly body: NewCount };

/** A stock change that is recorded in the ledger. */
export interface RecordedChange {
  /** What was recorded, for the user. */
  readonly message: string;
  /** The change that reverses it; none if a count found no difference. */
  readonly undo?: StockChange;
}

/**
 * Records a stock change, once per idempotency key.
 *
 * @param name the item's name, for the message
 */
export async function recordStockChange(
  change: StockChange,
  name: string,
  key: string,
): Promise<RecordedChange> {
  const headers = { 'idempotency-key': key };
  switch (change.kind) {
    case 'receipt': {
      const movement = await api.receiveStock({ body: change.body, headers });
      const { quantity, location } = movement;
      return {
        message: `Received ${formatQuantity(quantity)} × ${name} at ${location}. ${onHandAfter(movement)}`,
        undo: reversalOf(movement),
      };
    }
    case 'issue': {
      const movement = await api.issueStock({ body: change.body, headers });
      const { quantity, location } = movement;
      return {
        message: `Issued ${formatQuantity(-quantity)} × ${name} from ${location}. ${onHandAfter(movement)}`,
        undo: reversalOf(movement),
      };
    }
    case 'adjustment': {
      const movement = await api.adjustStock({ body: change.body, headers });
      const { quantity, location } = movement;
      return {
        message: `Adjusted ${name} at ${location} by ${formatChange(quantity)}. ${onHandAfter(movement)}`,
        undo: reversalOf(movement),
      };
    }
    case 'transfer': {
      await api.transferStock({ body: change.body, headers });
      const { from, to, quantity } = change.body;
      return {
        message: `Transferred ${formatQuantity(quantity)} × ${name} from ${from} to ${to}.`,
        undo: {
          kind: 'transfer',
          body: { ...change.body, from: to, to: from, reason: 'Reversal of transfer' },
        },
      };
    }
    case 'count': {
      const { difference, movement } = await api.countStock({ body: change.body, headers });
      if (difference === 0) {
        return { message: `Counted ${name} at ${movement.location}. No difference.` };
      }
      return {
        message: `Counted ${name} at ${movement.location}. Difference: ${formatChange(difference)}. ${onHandAfter(movement)}`,
        undo: reversalOf(movement),
      };
    }
  }
}

const onHandAfter = ({ balance }: Movement) => `Now on hand: ${formatQuantity(balance)}.`;

/**
 * The ledger is append-only, so a movement is undone by an adjustment with the opposite sign. The
 * server rejects it like any other adjustment if the stock is no longer available.
 */
const reversalOf = ({ id, kind, sku, location, quantity }: Movement): StockChange => ({
  kind: 'adjustment',
  body: { sku, location, quantity: -quantity, reason: `Reversal of ${kind}`, reference: id },
});
