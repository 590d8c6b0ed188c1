import type { Item } from '@stockroom/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { Panel } from '../components/panel.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { MovementTable } from '../stock/movement-table.tsx';
import { itemMovementsQuery } from '../stock/queries.ts';
import { StockChart } from './stock-chart.tsx';
import { stockOverTime } from './stock-over-time.ts';

/** An item's movements, newest first, and a chart of its stock over time. */
export function ItemMovements({ item }: { item: Item }) {
  const list = useInfiniteQuery(itemMovementsQuery(item.sku));
  const movements = list.data?.pages.flatMap((page) => page.entries) ?? [];
  const points = stockOverTime(item.stock.onHand, movements);

  return (
    <>
      {points.length > 1 && (
        <Panel title="Stock over time">
          <StockChart points={points} reorderPoint={item.reorderPoint} now={new Date()} />
        </Panel>
      )}
      <Panel title="Movements">
        {list.isError && <ProblemPanel error={list.error} onRetry={list.refetch} />}
        {!list.isError && (
          <TableScroller label="Movements">
            {list.isPending ? (
              <p className={table.note}>
                <Skeleton width="16rem" />
              </p>
            ) : movements.length === 0 ? (
              <p className={table.note}>
                No movements yet. Receipts, issues, transfers, counts and adjustments appear here.
              </p>
            ) : (
              <MovementTable movements={movements} />
            )}
            {list.hasNextPage && (
              <p className={table.more}>
                <Button
                  isSmall
                  disabled={list.isFetchingNextPage}
                  onClick={() => list.fetchNextPage()}
                >
                  {list.isFetchingNextPage ? 'Loading…' : 'Show earlier movements'}
                </Button>
              </p>
            )}
          </TableScroller>
        )}
      </Panel>
    </>
  );
}
