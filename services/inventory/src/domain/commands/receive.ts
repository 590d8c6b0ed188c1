import type { Movement, Receipt } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import { requireActive } from '../require-active.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/** Receives goods. @throws DomainError `unknown-sku`, `unknown-location`, `archived-item` */
export const receive =
  (unitOfWork: UnitOfWork) =>
  (receipt: Receipt, context: CommandContext): Promise<Movement> =>
    unitOfWork.changeItems(context, [receipt.sku], async (stock) => {
      requireActive(stock.items);
      const [movement] = await changeStock(stock, [{ ...receipt, kind: 'receipt', context }]);
      return movement;
    });
