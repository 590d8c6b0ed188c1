import type { NewTransfer, Transfer } from '@stockroom/client/contract';
import { move } from '../move.ts';
import { refusals } from '../refusal.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Moves goods from one location to another: both movements or none.
 *
 * @throws Refusal `unknown-sku`, `unknown-location`, `insufficient-stock`, `same-location`
 */
export const transfer =
  (unitOfWork: UnitOfWork) =>
  ({ from, to, quantity, ...goods }: NewTransfer, context: CommandContext): Promise<Transfer> =>
    unitOfWork.changeItems(context, [goods.sku], async (stock) => {
      if (from === to) throw refusals.sameLocation(from);
      const [out, into] = await move(stock, [
        { ...goods, kind: 'transfer', location: from, quantity: -quantity, context },
        { ...goods, kind: 'transfer', location: to, quantity, context },
      ]);
      return { out, in: into };
    });
