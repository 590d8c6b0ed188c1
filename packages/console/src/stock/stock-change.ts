import type {
  Adjustment,
  Issue,
  Movement,
  NewCount,
  NewTransfer,
  Receipt,
} from '@stockroom/client';
import { inventory } from '../api/client.ts';
import { formatChange, formatQuantity } from '../format.ts';

/** A change of stock that a person asks for. */
export type StockChange =
  | { readonly kind: 'receipt'; readonly body: Receipt }
  | { readonly kind: 'issue'; readonly body: Issue }
  | { readonly kind: 'adjustment'; readonly body: Adjustment }
  | { readonly kind: 'transfer'; readonly body: NewTransfer }
  | { readonly kind: 'count'; readonly body: NewCount };

/** A change of stock that stands in the ledger. */
export interface Booked {
  /** What was done, in one sentence. */
  readonly message: string;
  /** The change that takes it back, where there is something to take back. */
  readonly undo?: StockChange;
}

/**
 * Books a change of stock, once per idempotency key.
 *
 * @param name what to call the item in the message
 */
export async function book(change: StockChange, name: string, key: string): Promise<Booked> {
  const headers = { 'idempotency-key': key };
  switch (change.kind) {
    case 'receipt': {
      const movement = await inventory.receiveStock({ body: change.body, headers });
      const { quantity, location } = movement;
      return {
        message: `Received ${formatQuantity(quantity)} × ${name} at ${location}: ${after(movement)}`,
        undo: takenBack(movement),
      };
    }
    case 'issue': {
      const movement = await inventory.issueStock({ body: change.body, headers });
      const { quantity, location } = movement;
      return {
        message: `Issued ${formatQuantity(-quantity)} × ${name} from ${location}: ${after(movement)}`,
        undo: takenBack(movement),
      };
    }
    case 'adjustment': {
      const movement = await inventory.adjustStock({ body: change.body, headers });
      const { quantity, location } = movement;
      return {
        message: `Adjusted ${name} at ${location} by ${formatChange(quantity)}: ${after(movement)}`,
        undo: takenBack(movement),
      };
    }
    case 'transfer': {
      await inventory.transferStock({ body: change.body, headers });
      const { from, to, quantity } = change.body;
      return {
        message: `Moved ${formatQuantity(quantity)} × ${name} from ${from} to ${to}.`,
        undo: {
          kind: 'transfer',
          body: { ...change.body, from: to, to: from, reason: 'Undo of transfer' },
        },
      };
    }
    case 'count': {
      const { difference, movement } = await inventory.countStock({ body: change.body, headers });
      if (difference === 0) {
        return { message: `Counted ${name} at ${movement.location}: as the books say.` };
      }
      return {
        message: `Counted ${name} at ${movement.location}: ${formatChange(difference)} to the books. ${after(movement)}`,
        undo: takenBack(movement),
      };
    }
  }
}

const after = ({ balance }: Movement) => `${formatQuantity(balance)} there now.`;

/**
 * The ledger keeps what was booked: taking it back is an adjustment by as much the other way,
 * refused like any other where the stock is no longer there to take.
 */
const takenBack = ({ id, kind, sku, location, quantity }: Movement): StockChange => ({
  kind: 'adjustment',
  body: { sku, location, quantity: -quantity, reason: `Undo of ${kind}`, reference: id },
});
