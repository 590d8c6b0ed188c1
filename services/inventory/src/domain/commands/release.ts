import type { Reservation } from '@stockroom/client/contract';
import { releaseStock, requireOpen } from '../reservation.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Makes the reserved stock available again.
 *
 * @throws DomainError `unknown-reservation`, `reservation-closed`
 */
export const release =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (id: string, context: CommandContext): Promise<Reservation> =>
    unitOfWork.changeReservation(context, id, async (stock, reservation) => {
      requireOpen(reservation);
      return releaseStock(stock, reservation, 'released', clock());
    });
