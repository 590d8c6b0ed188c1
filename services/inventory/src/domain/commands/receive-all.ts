import type { Receipt } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import { requireActive } from '../require-active.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/** A receipt with its own context. */
export interface ReceiptCommand {
  readonly receipt: Receipt;
  readonly context: CommandContext;
}

/**
 * Receives goods of several receipts, all or none, each once for its own idempotency key.
 *
 * @param receipts at most one per item and location
 * @throws DomainError as `receive`
 */
export const receiveAll =
  (unitOfWork: UnitOfWork) =>
  (receipts: readonly ReceiptCommand[]): Promise<void> =>
    unitOfWork.changeEach(
      receipts,
      ({ receipt }) => receipt.sku,
      async (stock, fresh) => {
        requireActive(stock.items);
        return changeStock(
          stock,
          fresh.map(({ receipt, context }) => ({ ...receipt, kind: 'receipt', context })),
        );
      },
    );
