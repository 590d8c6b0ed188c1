import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import table from '../components/data-table.module.css';
import { Figure, Figures } from '../components/figures.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatMoney, formatQuantity } from '../format.ts';

import { paths } from '../paths.ts';
import { MovementTable } from '../stock/movement-table.tsx';
import { ActivityPanel } from './activity-panel.tsx';
import { latestMovementsQuery, totalsQuery, valuationQuery } from './queries.ts';
import { ReorderPanel } from './reorder-panel.tsx';

/** The inventory at a glance: totals, value, activity and the latest movements. */
export default function OverviewPage() {
  const totals = useQuery(totalsQuery);
  const valuation = useQuery(valuationQuery);
  const movements = useQuery(latestMovementsQuery);
  const failed = [totals, valuation, movements].find(({ isError }) => isError);

  if (failed) return <ProblemPanel error={failed.error} onRetry={failed.refetch} />;
  if (!totals.data || !valuation.data || !movements.data) return <PageSkeleton />;
  const { items, locations, onHand, reserved, lowStock, activeReservations } = totals.data;
  return (
    <>
      <PageHeader />
      <Figures>
        <Figure name="Items" value={<Link href={paths.items}>{formatQuantity(items)}</Link>} />
        <Figure name="Locations" value={formatQuantity(locations)} />
        <Figure name="Units on hand" value={formatQuantity(onHand)} />
        <Figure name="Units reserved" value={formatQuantity(reserved)} />
        <Figure
          name="To reorder"
          value={<Link href={paths.lowStock}>{formatQuantity(lowStock)}</Link>}
          unit="items"
        />
        <Figure
          name="Active reservations"
          value={<Link href={paths.reservations}>{formatQuantity(activeReservations)}</Link>}
        />
        {valuation.data.entries.map(({ currency, amount, items: priced }) => (
          <Figure
            key={currency}
            name={`Value of ${formatQuantity(priced)} items`}
            value={formatMoney({ currency, amount })}
          />
        ))}
      </Figures>
      <ActivityPanel />
      <ReorderPanel />
      <Panel title="Latest movements">
        <TableScroller label="Latest movements">
          {movements.data.entries.length === 0 ? (
            <p className={table.note}>No movements yet. Receive stock to see it here.</p>
          ) : (
            <MovementTable movements={movements.data.entries} withItem />
          )}
        </TableScroller>
      </Panel>
    </>
  );
}
