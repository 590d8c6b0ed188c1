import { releaseStock } from '../reservation.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/**
 * Closes expired reservations and makes their stock available again. Any number of instances may run
 * it concurrently: each reservation expires once.
 *
 * @returns the number of reservations that this call closed, at most `limit`
 */
export const expireReservations =
  (unitOfWork: UnitOfWork, clock: () => Date) =>
  (limit: number): Promise<number> =>
    unitOfWork.changeExpired(clock(), limit, async (stock, reservation) => {
      await releaseStock(stock, reservation, 'expired', clock());
    });
