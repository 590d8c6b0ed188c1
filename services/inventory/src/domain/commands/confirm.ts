import type { Reservation } from '@stockroom/client/contract';
import { move } from '../move.ts';
import { refusals } from '../refusal.ts';
import { close, requireOpen, totalsByPlace } from '../reservation.ts';
import type { CommandContext, UnitOfWork } from '../unit-of-work.ts';

/**
 * Issues what was reserved.
 *
 * @throws Refusal `unknown-reservation`; `reservation-closed`, also when its time is over
 */
export const confirm =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (id: string, context: CommandContext): Promise<Reservation> =>
    unitOfWork.changeReservation(context, id, async (stock, reservation) => {
      requireOpen(reservation);
      const now = clock();
      if (new Date(reservation.expiresAt) <= now) throw refusals.reservationClosed(id, 'expired');
      await move(
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
