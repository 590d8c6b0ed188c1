import type { Reservation, ReservationStatus } from '@stockroom/client';
import { formatDateTime } from '../format.ts';
import { remainingTime } from './remaining-time.ts';
import { useNow } from './use-now.ts';

/** What each status is called. */
export const statuses = {
  active: 'Active',
  confirmed: 'Confirmed',
  released: 'Released',
  expired: 'Expired',
} as const satisfies Record<ReservationStatus, string>;

/** How long a reservation still holds, or when and how it was closed. */
export function ReservationState({ reservation }: { reservation: Reservation }) {
  const { status, expiresAt, closedAt } = reservation;
  const now = useNow();
  return status === 'active' ? (
    <time dateTime={expiresAt}>{remainingTime(new Date(expiresAt), now)}</time>
  ) : (
    `${statuses[status]} ${formatDateTime(closedAt ?? expiresAt)}`
  );
}
