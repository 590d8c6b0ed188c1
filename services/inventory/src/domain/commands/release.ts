import type { Reservation } from '@stockroom/client/contract';
import { free, requireOpen } from '../reservation.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Makes what was reserved available again.
 *
 * @throws DomainError `unknown-reservation`, `reservation-closed`
 */
export const release =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (id: string, context: CommandContext): Promise<Reservation> =>
    unitOfWork.changeReservation(context, id, async (stock, reservation) => {
      requireOpen(reservation);
      return free(stock, reservation, 'released', clock());
    });
