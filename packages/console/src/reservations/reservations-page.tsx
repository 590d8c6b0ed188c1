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
import { itemPath, paths, reservationPath } from '../paths.ts';
import { RequireScope } from '../session/require-scope.tsx';
import { CloseButtons } from './close-buttons.tsx';
import { reservationsQuery } from './queries.ts';
import { ReservationState, statusLabels } from './reservation-state.tsx';
import styles from './reservations-page.module.css';

/** All reservations by status. Confirms or releases active ones. */
export default function ReservationsPage() {
  const [params, setParams] = useSearchParams();
  const status = Object.hasOwn(statusLabels, params.get('status') ?? '')
    ? (params.get('status') as ReservationStatus)
    : 'active';
  const list = useInfiniteQuery(reservationsQuery(status));
  const reservations = list.data?.pages.flatMap((page) => page.entries) ?? [];

  return (
    <>
      <PageHeader>
        <span className={styles.actions}>
          <select
            className={styles.status}
            aria-label="Status"
            value={status}
            onChange={({ target }) => setParams({ status: target.value }, { replace: true })}
          >
            {Object.entries(statusLabels).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <RequireScope scope="inventory:write">
            <LinkButton href={paths.newReservation} weight="primary" icon="plus">
              New reservation
            </LinkButton>
          </RequireScope>
        </span>
      </PageHeader>
      {list.isPending && <PageSkeleton />}
      {list.isError && <ProblemPanel error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && reservations.length === 0 && (
        <EmptyState
          title={`No ${statusLabels[status].toLowerCase()} reservations`}
          action={
            <RequireScope scope="inventory:write">
              <LinkButton href={paths.newReservation}>Reserve stock</LinkButton>
            </RequireScope>
          }
        >
          A reservation sets stock aside for an order or a customer. When it expires, the stock
          becomes available again.
        </EmptyState>
      )}
      {reservations.length > 0 && (
        <ReservationTable reservations={reservations} isActive={status === 'active'} />
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show earlier reservations
        </Button>
      )}
    </>
  );
}

interface ReservationTableProps {
  readonly reservations: readonly Reservation[];
  readonly isActive: boolean;
}

function ReservationTable({ reservations, isActive }: ReservationTableProps) {
  return (
    <TableScroller label="Reservations">
      <table className={table.table} aria-label="Reservations">
        <thead>
          <tr>
            <th scope="col">Items</th>
            <th scope="col">Reference</th>
            <th scope="col">{isActive ? 'Expires' : 'Closed'}</th>
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
                {reservation.status === 'active' && (
                  <CloseButtons reservation={reservation} isSmall />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroller>
  );
}
