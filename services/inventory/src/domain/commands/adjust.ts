import type { Adjustment, Movement } from '@stockroom/client/contract';
import { move } from '../move.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Corrects the books.
 *
 * @throws Refusal `unknown-sku`, `unknown-location`, `insufficient-stock`
 */
export const adjust =
  (unitOfWork: UnitOfWork) =>
  (adjustment: Adjustment, context: CommandContext): Promise<Movement> =>
    unitOfWork.changeItems(context, [adjustment.sku], async (stock) => {
      const [movement] = await move(stock, [{ ...adjustment, kind: 'adjustment', context }]);
      return movement;
    });
