import type { Reservation } from '@stockroom/client/contract';
import { changeStock } from '../change-stock.ts';
import { domainErrors } from '../errors.ts';
import { close, requireOpen, totalsByPlace } from '../reservation.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Issues the reserved stock.
 *
 * @throws DomainError `unknown-reservation`; `reservation-closed`, also after it has expired
 */
export const confirm =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (id: string, context: CommandContext): Promise<Reservation> =>
    unitOfWork.changeReservation(context, id, async (stock, reservation) => {
      requireOpen(reservation);
      const now = clock();
      if (new Date(reservation.expiresAt) <= now)
        throw domainErrors.reservationClosed(id, 'expired');
      await changeStock(
        stock,
        totalsByPlace(reservation.lines).map(({ sku, location, quantity }) => ({
          kind: 'issue',
          sku,
          location,
          quantity: -quantity,
          reserved: -quantity,
          reference: reservation.reference,
          reservation: id,
          context,
        })),
      );
      return close(stock, reservation, 'confirmed', now);
    });
