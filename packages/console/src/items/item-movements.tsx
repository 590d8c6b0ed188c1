import type { Item } from '@stockroom/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { itemMovementsQuery } from '../queries.ts';
import { MovementTable } from '../stock/movement-table.tsx';
import { StockChart } from './stock-chart.tsx';
import { stockOverTime } from './stock-over-time.ts';

/** An item's ledger, the newest movement first, and the stock that it adds up to. */
export function Movements({ item }: { item: Item }) {
  const ledger = useInfiniteQuery(itemMovementsQuery(item.sku));
  const movements = ledger.data?.pages.flatMap((page) => page.entries) ?? [];
  const points = stockOverTime(item.stock.onHand, movements);

  return (
    <>
      {points.length > 1 && (
        <Panel title="Stock over time">
          <StockChart points={points} reorderPoint={item.reorderPoint} now={new Date()} />
        </Panel>
      )}
      <Panel title="Movements">
        {ledger.isError && <ProblemPanel error={ledger.error} onRetry={ledger.refetch} />}
        {!ledger.isError && (
          <TableScroller label="Movements">
            {ledger.isPending ? (
              <p className={table.note}>
                <Skeleton width="16rem" />
              </p>
            ) : movements.length === 0 ? (
              <p className={table.note}>
                Nothing has happened yet. Every receipt, issue and adjustment will stand here.
              </p>
            ) : (
              <MovementTable movements={movements} />
            )}
            {ledger.hasNextPage && (
              <p className={table.more}>
                <Button
                  isSmall
                  disabled={ledger.isFetchingNextPage}
                  onClick={() => ledger.fetchNextPage()}
                >
                  {ledger.isFetchingNextPage ? 'Reading more…' : 'Show earlier movements'}
                </Button>
              </p>
            )}
          </TableScroller>
        )}
      </Panel>
    </>
  );
}
