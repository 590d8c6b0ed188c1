import type { Issue, Movement } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/** Issues goods. @throws DomainError `unknown-sku`, `unknown-location`, `insufficient-stock` */
export const issue =
  (unitOfWork: UnitOfWork) =>
  ({ quantity, ...goods }: Issue, context: CommandContext): Promise<Movement> =>
    unitOfWork.changeItems(context, [goods.sku], async (stock) => {
      const [movement] = await changeStock(stock, [
        { ...goods, kind: 'issue', quantity: -quantity, context },
      ]);
      return movement;
    });
