import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Button, LinkButton } from '../components/button.tsx';
import table from '../components/data-table.module.css';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { ProblemPanel } from '../components/problem-panel.tsx';
import { PageSkeleton } from '../components/skeleton.tsx';
import { TableScroller } from '../components/table-scroller.tsx';
import { formatQuantity } from '../format.ts';
import { itemPath } from '../item/item-path.ts';
import { lowStockQuery } from '../queries.ts';
import styles from './low-stock-page.module.css';

/** What should be ordered, and how much of it. */
export default function LowStockPage() {
  const list = useInfiniteQuery(lowStockQuery);
  const items = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHeader title="Low stock" />
      {list.isPending && <PageSkeleton />}
      {list.isError && <ProblemPanel error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && items.length === 0 && (
        <EmptyState
          title="Nothing to order"
          action={<LinkButton href="/">To the items</LinkButton>}
        >
          Every item is above its reorder point. Items without one never show here: set it when you
          edit them.
        </EmptyState>
      )}
      {items.length > 0 && (
        <TableScroller label="Items to order">
          <table className={table.table} aria-label="Items to order">
            <thead>
              <tr>
                <th scope="col">Item</th>
                <th scope="col" className={table.number}>
                  Available
                </th>
                <th scope="col" className={`${table.number} ${styles.detail}`}>
                  Reorder point
                </th>
                <th scope="col" className={table.number}>
                  Order
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.sku}>
                  <th scope="row">
                    <Link href={itemPath(item.sku)}>{item.name}</Link>{' '}
                    <code className={table.quiet}>{item.sku}</code>
                  </th>
                  <td className={table.number}>{formatQuantity(item.available)}</td>
                  <td className={`${table.number} ${styles.detail}`}>
                    {formatQuantity(item.reorderPoint)}
                  </td>
                  <td className={table.number}>
                    <strong>{formatQuantity(item.suggestedOrder)}</strong>{' '}
                    <small className={table.quiet}>{item.unit}</small>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroller>
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
