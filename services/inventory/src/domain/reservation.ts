import type { Reservation, ReservationLine } from '@stockroom/client/contract';
import { domainErrors } from './errors.ts';
import type { StockTransaction } from './unit-of-work.ts';

/** The distinct SKUs of a reservation's lines. */
export const skusOf = (lines: readonly ReservationLine[]): string[] => [
  ...new Set(lines.map(({ sku }) => sku)),
];

/** A reservation's lines, with the quantities of each item and location summed. */
export function totalsByPlace(lines: readonly ReservationLine[]): ReservationLine[] {
  const byPlace = Map.groupBy(lines, ({ sku, location }) => `${sku} ${location}`);
  return [...byPlace.values()].map((together) => {
    const [{ sku, location }] = together as [ReservationLine];
    const quantity = together.reduce((sum, line) => sum + line.quantity, 0);
    return { sku, location, quantity };
  });
}

/** @throws DomainError `reservation-closed` */
export function requireOpen({ id, status }: Reservation): void {
  if (status !== 'active') throw domainErrors.reservationClosed(id, status);
}

/** Makes the reserved stock available again, and closes the reservation. */
export async function releaseStock(
  stock: StockTransaction,
  reservation: Reservation,
  status: 'released' | 'expired',
  closedAt: Date,
): Promise<Reservation> {
  await stock.changeLevels(
    totalsByPlace(reservation.lines).map(({ sku, location, quantity }) => {
      return { sku, location, onHand: 0, reserved: -quantity };
    }),
  );
  return close(stock, reservation, status, closedAt);
}

/** Closes a reservation whose stock has been issued or released. */
export async function close(
  stock: StockTransaction,
  reservation: Reservation,
  status: 'confirmed' | 'released' | 'expired',
  closedAt: Date,
): Promise<Reservation> {
  await stock.closeReservation(reservation.id, status, closedAt);
  return { ...reservation, status, closedAt: closedAt.toISOString() };
}
