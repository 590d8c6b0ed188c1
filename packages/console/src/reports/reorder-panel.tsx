import type { LowStock } from '@stockroom/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Panel } from '../components/panel.tsx';
import { formatQuantity } from '../format.ts';
import { itemPath } from '../item/item-path.ts';
import { lowStockQuery } from '../queries.ts';
import styles from './reorder-panel.module.css';

const mostShown = 8;

/** What is furthest below its reorder point, as bars of what is left of it. */
export function ToOrder() {
  const { data, hasNextPage } = useInfiniteQuery(lowStockQuery);
  const items = data?.pages.flatMap((page) => page.entries) ?? [];
  if (items.length === 0) return null;
  const urgent = items
    .toSorted((one, other) => partLeft(one) - partLeft(other))
    .slice(0, mostShown);
  const isAll = !hasNextPage && items.length <= mostShown;
  return (
    <Panel title="To order first">
      <ul className={styles.list}>
        {urgent.map((item) => (
          <li key={item.sku}>
            <Link href={itemPath(item.sku)}>{item.name}</Link>
            <span className={styles.bar} aria-hidden="true">
              <span style={{ inlineSize: `${100 * Math.min(1, partLeft(item))}%` }} />
            </span>
            <span className={styles.left}>
              {formatQuantity(item.available)} left of {formatQuantity(item.reorderPoint)}
            </span>
          </li>
        ))}
        {!isAll && (
          <li>
            <Link href="/low-stock">All that is low</Link>
          </li>
        )}
      </ul>
    </Panel>
  );
}

/** How much of the reorder point is left, none of it where stock was promised that is not there. */
const partLeft = ({ available, reorderPoint }: LowStock) =>
  Math.max(0, available) / Math.max(1, reorderPoint);
