import type { Reservation, ReservationStatus } from '@stockroom/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { Button, LinkButton } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatQuantity } from '../format.ts';
import { itemPath } from '../item/item-path.ts';
import { reservationsQuery } from '../queries.ts';
import { May } from '../session/require-scope.tsx';
import { Closing } from './close-buttons.tsx';
import { reservationPath } from './reservation-path.ts';
import { ReservationState, statuses } from './reservation-state.tsx';
import styles from './reservations-page.module.css';

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
        <span className={styles.actions}>
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
          <May scope="inventory:write">
            <LinkButton href="/reservations/new" weight="primary" icon="plus">
              New reservation
            </LinkButton>
          </May>
        </span>
      </PageHeader>
      {list.isPending && <PageSkeleton />}
      {list.isError && <ProblemPanel error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && reservations.length === 0 && (
        <EmptyState
          title={`No ${statuses[status].toLowerCase()} reservations`}
          action={
            <May scope="inventory:write">
              <LinkButton href="/reservations/new">Reserve stock</LinkButton>
            </May>
          }
        >
          A reservation promises stock to somebody for a time. Then it is free again by itself.
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
  return (
    <TableScroller label="Reservations">
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
                <Link href={reservationPath(reservation.id)}>
                  {reservation.reference || 'Details'}
                </Link>
                <p className={`${table.quiet} ${styles.by}`}>by {reservation.actor}</p>
              </td>
              <td>
                <ReservationState reservation={reservation} />
              </td>
              <td className={table.number}>
                {reservation.status === 'active' && <Closing reservation={reservation} isSmall />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroller>
  );
}
