import type { Reservation, ReservationStatus } from '@stockroom/client';
import { formatDateTime } from '../format.ts';
import { remainingTime } from './remaining-time.ts';
import { useNow } from './use-now.ts';

/** Labels of the reservation statuses. */
export const statusLabels = {
  active: 'Active',
  confirmed: 'Confirmed',
  released: 'Released',
  expired: 'Expired',
} as const satisfies Record<ReservationStatus, string>;

/** When an active reservation expires, or how and when it was closed. */
export function ReservationState({ reservation }: { reservation: Reservation }) {
  const { status, expiresAt, closedAt } = reservation;
  const now = useNow();
  return status === 'active' ? (
    <time dateTime={expiresAt}>{remainingTime(new Date(expiresAt), now)}</time>
  ) : (
    `${statusLabels[status]} ${formatDateTime(closedAt ?? expiresAt)}`
  );
}
