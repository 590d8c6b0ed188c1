import type { Reservation } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
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
import { itemPath, paths } from '../paths.ts';
import { CloseButtons } from './close-buttons.tsx';
import { reservationQuery } from './queries.ts';
import { ReservationState, statusLabels } from './reservation-state.tsx';

/** One reservation: its status, expiry and lines. */
export default function ReservationPage() {
  const id = decodeURIComponent(useParams<{ id: string }>().id);
  const { data, isPending, error, refetch } = useQuery(reservationQuery(id));
  if (isPending) return <PageSkeleton />;
  if (!data) {
    return isProblem(error, 404) ? (
      <EmptyState
        isPage
        title="Reservation not found"
        action={<LinkButton href={paths.reservations}>Go to reservations</LinkButton>}
      >
        Check the address, or find it in the list of reservations.
      </EmptyState>
    ) : (
      <ProblemPanel error={error} onRetry={refetch} />
    );
  }
  return (
    <>
      <LinkButton href={paths.reservations} weight="quiet" isSmall icon="back">
        Reservations
      </LinkButton>
      <PageHeader title={data.reference ? `Reservation ${data.reference}` : 'Reservation'}>
        {data.status === 'active' && <CloseButtons reservation={data} />}
      </PageHeader>
      <Figures>
        <Figure name="Status" value={statusLabels[data.status]} />
        <Figure
          name={data.status === 'active' ? 'Expires' : 'Closed'}
          value={<ReservationState reservation={data} />}
        />
        <Figure name="Created" value={formatDateTime(data.createdAt)} unit={`by ${data.actor}`} />
      </Figures>
      <Lines lines={data.lines} />
    </>
  );
}

function Lines({ lines }: Pick<Reservation, 'lines'>) {
  return (
    <Panel title={lines.length === 1 ? '1 line' : `${lines.length} lines`}>
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
