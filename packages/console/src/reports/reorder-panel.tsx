import type { LowStock } from '@stockroom/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Panel } from '../components/panel.tsx';
import { formatQuantity } from '../format.ts';
import { itemPath, paths } from '../paths.ts';
import { lowStockQuery } from './queries.ts';
import styles from './reorder-panel.module.css';

const maximumShown = 8;

/** The items furthest below their reorder point, with a bar of the available stock. */
export function ReorderPanel() {
  const { data, hasNextPage } = useInfiniteQuery(lowStockQuery);
  const items = data?.pages.flatMap((page) => page.entries) ?? [];
  if (items.length === 0) return null;
  const urgent = items
    .toSorted((one, other) => availableShare(one) - availableShare(other))
    .slice(0, maximumShown);
  const isAll = !hasNextPage && items.length <= maximumShown;
  return (
    <Panel title="Reorder first">
      <ul className={styles.list}>
        {urgent.map((item) => (
          <li key={item.sku}>
            <Link href={itemPath(item.sku)}>{item.name}</Link>
            <span className={styles.bar} aria-hidden="true">
              <span style={{ inlineSize: `${100 * Math.min(1, availableShare(item))}%` }} />
            </span>
            <span className={styles.amount}>
              {formatQuantity(item.available)} available (reorder at{' '}
              {formatQuantity(item.reorderPoint)})
            </span>
          </li>
        ))}
        {!isAll && (
          <li>
            <Link href={paths.lowStock}>View all low stock</Link>
          </li>
        )}
      </ul>
    </Panel>
  );
}

/** Available stock as a share of the reorder point. Negative availability counts as zero. */
const availableShare = ({ available, reorderPoint }: LowStock) =>
  Math.max(0, available) / Math.max(1, reorderPoint);
