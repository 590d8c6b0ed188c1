import type { NewReservation, Reservation } from '@stockroom/client/contract';
import { requireActive } from '../require-active.ts';
import { skusOf, totalsByPlace } from '../reservation.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Reserves stock: every line or none. A reservation lasts 15 minutes by default.
 *
 * @throws DomainError `unknown-sku`, `unknown-location`, `insufficient-stock`, `archived-item`
 */
export const reserve =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (
    { lines, expiresInSeconds = 900, reference = '' }: NewReservation,
    context: CommandContext,
  ): Promise<Reservation> =>
    unitOfWork.changeItems(context, skusOf(lines), async (stock) => {
      requireActive(stock.items);
      await stock.changeLevels(
        totalsByPlace(lines).map(({ sku, location, quantity }) => {
          return { sku, location, onHand: 0, reserved: quantity };
        }),
      );
      const createdAt = clock();
      const expiresAt = new Date(createdAt.getTime() + expiresInSeconds * 1000);
      const { actor } = context;
      return stock.insertReservation({ lines, reference, actor, createdAt, expiresAt });
    });
