import type { NewTransfer, Transfer } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import { domainErrors } from '../errors.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Transfers goods from one location to another: both movements or none.
 *
 * @throws DomainError `unknown-sku`, `unknown-location`, `insufficient-stock`, `same-location`
 */
export const transfer =
  (unitOfWork: UnitOfWork) =>
  ({ from, to, quantity, ...goods }: NewTransfer, context: CommandContext): Promise<Transfer> =>
    unitOfWork.changeItems(context, [goods.sku], async (stock) => {
      if (from === to) throw domainErrors.sameLocation(from);
      const [out, into] = await changeStock(stock, [
        { ...goods, kind: 'transfer', location: from, quantity: -quantity, context },
        { ...goods, kind: 'transfer', location: to, quantity, context },
      ]);
      return { out, in: into };
    });
