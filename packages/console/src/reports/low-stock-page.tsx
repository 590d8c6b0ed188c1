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
import { itemPath, paths } from '../paths.ts';
import styles from './low-stock-page.module.css';
import { lowStockQuery } from './queries.ts';

/** Items at or below their reorder point, with suggested order quantities. */
export default function LowStockPage() {
  const list = useInfiniteQuery(lowStockQuery);
  const items = list.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHeader />
      {list.isPending && <PageSkeleton />}
      {list.isError && <ProblemPanel error={list.error} onRetry={list.refetch} />}
      {list.isSuccess && items.length === 0 && (
        <EmptyState
          title="Nothing to reorder"
          action={<LinkButton href={paths.items}>Go to items</LinkButton>}
        >
          All items are above their reorder point. Items without a reorder point are not listed; you
          can set one when you edit an item.
        </EmptyState>
      )}
      {items.length > 0 && (
        <TableScroller label="Items to reorder">
          <table className={table.table} aria-label="Items to reorder">
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
                  Suggested order
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
