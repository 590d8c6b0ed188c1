import type { NewCount, StockCount } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import { domainErrors } from '../errors.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Sets the stock on hand to the counted quantity, by a movement of the difference, which may be 0.
 *
 * @throws DomainError `unknown-sku`, `unknown-location`; `reserved-stock` if fewer were counted
 * than are reserved
 */
export const count =
  (unitOfWork: UnitOfWork) =>
  ({ counted, ...goods }: NewCount, context: CommandContext): Promise<StockCount> =>
    unitOfWork.changeItems(context, [goods.sku], async (stock) => {
      const { sku, location } = goods;
      const { onHand: expected, reserved } = await stock.level({ sku, location });
      if (counted < reserved) throw domainErrors.reservedStock(sku, location, counted, reserved);
      const difference = counted - expected;
      const [movement] = await changeStock(stock, [
        { ...goods, kind: 'count', quantity: difference, context },
      ]);
      return { expected, counted, difference, movement };
    });
