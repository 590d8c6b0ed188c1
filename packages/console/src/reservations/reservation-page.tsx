import type { Reservation } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { isProblem } from '../api/problems.ts';
import { LinkButton } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { EmptyState } from '../components/empty-state.tsx';
import { Figure, Figures } from '../components/figures.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatDateTime, formatQuantity } from '../format.ts';
import { itemPath } from '../item/item-path.ts';
import { reservationQuery } from '../queries.ts';
import { Closing } from './close-buttons.tsx';
import { ReservationState, statuses } from './reservation-state.tsx';

/** One reservation: what is promised to whom, how long it holds, and how it was closed. */
export default function ReservationPage({ id }: { id: string }) {
  const { data, isPending, error, refetch } = useQuery(reservationQuery(id));
  if (isPending) return <PageSkeleton />;
  if (!data) {
    return isProblem(error, 404) ? (
      <EmptyState
        isPage
        title="There is no such reservation"
        action={<LinkButton href="/reservations">All reservations</LinkButton>}
      >
        The address may be mistyped.
      </EmptyState>
    ) : (
      <ProblemPanel error={error} onRetry={refetch} />
    );
  }
  return (
    <>
      <LinkButton href="/reservations" weight="quiet" isSmall icon="back">
        Reservations
      </LinkButton>
      <PageHeader title={data.reference ? `Reservation ${data.reference}` : 'Reservation'}>
        {data.status === 'active' && <Closing reservation={data} />}
      </PageHeader>
      <Figures>
        <Figure name="Status" value={statuses[data.status]} />
        <Figure
          name={data.status === 'active' ? 'Free again' : 'Closed'}
          value={<ReservationState reservation={data} />}
        />
        <Figure name="Made" value={formatDateTime(data.createdAt)} unit={`by ${data.actor}`} />
      </Figures>
      <Lines lines={data.lines} />
    </>
  );
}

function Lines({ lines }: Pick<Reservation, 'lines'>) {
  return (
    <Panel title={lines.length === 1 ? 'Its line' : `Its ${lines.length} lines`}>
      <TableScroller label="Lines">
        <table className={table.table} aria-label="Lines">
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Location</th>
              <th scope="col" className={table.number}>
                Quantity
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ sku, location, quantity }) => (
              <tr key={`${sku} ${location}`}>
                <th scope="row">
                  <Link href={itemPath(sku)}>{sku}</Link>
                </th>
                <td>{location}</td>
                <td className={table.number}>{formatQuantity(quantity)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroller>
    </Panel>
  );
}
