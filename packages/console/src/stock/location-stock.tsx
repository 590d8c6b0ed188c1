import type { StockLevel } from '@stockroom/client';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Page } from '../api/pagination.ts';
import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatQuantity } from '../format.ts';
import { locationsQuery } from '../locations/queries.ts';

/** Table of an item's stock at each location. */
export function LocationStock({ stock }: { stock: UseQueryResult<Page<StockLevel>> }) {
  const locations = useQuery(locationsQuery);
  const nameOf = (code: string) => locations.data?.find((location) => location.code === code)?.name;

  if (stock.isError) {
    return (
      <Panel title="Stock by location">
        <ProblemPanel error={stock.error} onRetry={stock.refetch} />
      </Panel>
    );
  }
  return (
    <Panel title="Stock by location">
      <TableScroller label="Stock by location">
        {stock.isPending ? (
          <p className={table.note}>
            <Skeleton width="12rem" />
          </p>
        ) : stock.data.entries.length === 0 ? (
          <p className={table.note}>No stock at any location. Receive stock to see it here.</p>
        ) : (
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">Location</th>
                <th scope="col" className={table.number}>
                  On hand
                </th>
                <th scope="col" className={table.number}>
                  Reserved
                </th>
                <th scope="col" className={table.number}>
                  Available
                </th>
              </tr>
            </thead>
            <tbody>
              {stock.data.entries.map(({ location, onHand, reserved, available }) => (
                <tr key={location}>
                  <th scope="row">
                    {location} <small className={table.quiet}>{nameOf(location)}</small>
                  </th>
                  <td className={table.number}>{formatQuantity(onHand)}</td>
                  <td className={table.number}>{formatQuantity(reserved)}</td>
                  <td className={table.number}>{formatQuantity(available)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </TableScroller>
    </Panel>
  );
}
