import type { Item } from '@stockroom/client';
import { formatQuantity } from '../format.ts';
import styles from './stock-status.module.css';

/** An item's stock status. */
export type Status = 'out' | 'low' | 'good';

/** Out if none is available, low at or below the reorder point, otherwise good. */
function statusOf({ stock, reorderPoint }: Pick<Item, 'stock' | 'reorderPoint'>): Status {
  if (stock.available <= 0) return 'out';
  return stock.available <= reorderPoint ? 'low' : 'good';
}

/** An item's stock status, with the reorder quantity if stock is low. */
export function StockStatus({ item }: { item: Item }) {
  const status = statusOf(item);
  const order =
    status !== 'good' && item.reorderQuantity > 0
      ? `, order ${formatQuantity(item.reorderQuantity)}`
      : '';
  return (
    <span className={`${styles.status} ${styles[status]}`}>
      <span>
        {labels[status]}
        {order && <span className={styles.order}>{order}</span>}
      </span>
    </span>
  );
}

const labels: Record<Status, string> = { out: 'Out of stock', low: 'Low', good: 'In stock' };
