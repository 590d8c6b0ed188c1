import type { Reservation, ReservationStatus } from '@stockroom/client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { Button, LinkButton } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { EmptyState } from '../components/empty-state.tsx';
import { notify } from '../components/notices.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { formatDateTime, formatQuantity } from '../format.ts';
import { inventory } from '../inventory.ts';
import { itemPath } from '../item/item-path.ts';
import { whatToDo } from '../problems.ts';
import { refreshItem, reservationsQuery } from '../queries.ts';
import { useRepeatKey } from '../stock/use-repeat-key.ts';
import { remainingTime } from './remaining-time.ts';
import styles from './reservations-page.module.css';
import { useNow } from './use-now.ts';

const statuses = {
  active: 'Active',
  confirmed: 'Confirmed',
  released: 'Released',
  expired: 'Expired',
} as const satisfies Record<ReservationStatus, string>;

/** What is promised to whom, and for how long; confirm it when it goes out, or release it. */
export default function ReservationsPage() {
  const [params, setParams] = useSearchParams();
  const status = Object.hasOwn(statuses, params.get('status') ?? '')
    ? (params.get('status') as ReservationStatus)
    : 'active';
  const list = useInfiniteQuery(reservationsQuery(status));
  const reservations = list.data?.pages.flatMap((page) => page.entries) ?? [];

  return (
    <>
      <PageHeader title="Reservations">
        <select
          className={styles.status}
          aria-label="Status"
          value={status}
          onChange={({ target }) => setParams({ status: target.value }, { replace: true })}
        >
          {Object.entries(statuses).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </PageHeader>
      {list.isPending && <PageSkeleton />}
      {list.isError && <ProblemPanel error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && reservations.length === 0 && (
        <EmptyState
          title={`No ${statuses[status].toLowerCase()} reservations`}
          action={<LinkButton href="/">To the items</LinkButton>}
        >
          Reserve stock on an item’s page to promise it to somebody for a time.
        </EmptyState>
      )}
      {reservations.length > 0 && <ReservationTable reservations={reservations} />}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show earlier reservations
        </Button>
      )}
    </>
  );
}

function ReservationTable({ reservations }: { reservations: readonly Reservation[] }) {
  const now = useNow();
  return (
    <div className={table.scroller}>
      <table className={table.table} aria-label="Reservations">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">For</th>
            <th scope="col">Until</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {reservations.map((reservation) => (
            <tr key={reservation.id}>
              <th scope="row">
                {reservation.lines.map(({ sku, location, quantity }) => (
                  <p key={`${sku} ${location}`}>
                    {formatQuantity(quantity)} × <Link href={itemPath(sku)}>{sku}</Link>{' '}
                    <small className={table.quiet}>{location}</small>
                  </p>
                ))}
              </th>
              <td>
                {reservation.reference || '–'}
                <p className={`${table.quiet} ${styles.by}`}>by {reservation.actor}</p>
              </td>
              <td>
                {reservation.status === 'active' ? (
                  <time dateTime={reservation.expiresAt}>
                    {remainingTime(new Date(reservation.expiresAt), now)}
                  </time>
                ) : (
                  `${statuses[reservation.status]} ${formatDateTime(reservation.closedAt ?? reservation.expiresAt)}`
                )}
              </td>
              <td className={table.number}>
                {reservation.status === 'active' && <Closing reservation={reservation} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The two ways to close a reservation. */
function Closing({ reservation: { id, lines, reference } }: { reservation: Reservation }) {
  const queryClient = useQueryClient();
  const { keyOf } = useRepeatKey();
  const label = reference || lines.map(({ sku }) => sku).join(', ');
  const closing = useMutation({
    mutationFn: (how: 'confirm' | 'release') => {
      const input = { params: { id }, headers: { 'idempotency-key': keyOf({ id, how }) } };
      return how === 'confirm'
        ? inventory.confirmReservation(input)
        : inventory.releaseReservation(input);
    },
    onSuccess: ({ status }) => notify({ message: `${label} is ${status}.` }),
    onError: (error) => notify({ message: whatToDo(error), tone: 'failed' }),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: ['reservations'] });
      await Promise.all(lines.map(({ sku }) => refreshItem(queryClient, sku)));
    },
  });
  return (
    <span className={styles.closing}>
      <Button
        isSmall
        disabled={closing.isPending}
        aria-label={`Confirm ${label}`}
        title="The goods go out"
        onClick={() => closing.mutate('confirm')}
      >
        Confirm
      </Button>
      <Button
        isSmall
        weight="quiet"
        disabled={closing.isPending}
        aria-label={`Release ${label}`}
        title="The stock is free again"
        onClick={() => closing.mutate('release')}
      >
        Release
      </Button>
    </span>
  );
}
