import type { Adjustment, Movement } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Adjusts the stock on hand.
 *
 * @throws DomainError `unknown-sku`, `unknown-location`, `insufficient-stock`
 */
export const adjust =
  (unitOfWork: UnitOfWork) =>
  (adjustment: Adjustment, context: CommandContext): Promise<Movement> =>
    unitOfWork.changeItems(context, [adjustment.sku], async (stock) => {
      const [movement] = await changeStock(stock, [{ ...adjustment, kind: 'adjustment', context }]);
      return movement;
    });
