import { free } from '../reservation.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/**
 * Closes reservations whose time is over and makes their stock available again. Any number of
 * instances may do so at once: each reservation expires once.
 *
 * @returns how many this call closed, at most `limit`
 */
export const expireReservations =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (limit: number): Promise<number> =>
    unitOfWork.changeExpired(clock(), limit, async (stock, reservation) => {
      await free(stock, reservation, 'expired', clock());
    });
