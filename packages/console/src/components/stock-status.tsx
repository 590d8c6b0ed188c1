import type { Item } from '@stockroom/client';
import { formatQuantity } from '../format.ts';
import styles from './stock-status.module.css';

/** Whether there is enough of an item. */
export type Status = 'out' | 'low' | 'good';

/** Out when none is available, low at or below the reorder point, else good. */
function statusOf({ stock, reorderPoint }: Pick<Item, 'stock' | 'reorderPoint'>): Status {
  if (stock.available <= 0) return 'out';
  return stock.available <= reorderPoint ? 'low' : 'good';
}

/** An item's status in a word, with how much to order where that is set. */
export function StockStatus({ item }: { item: Item }) {
  const status = statusOf(item);
  const order =
    status !== 'good' && item.reorderQuantity > 0
      ? `, order ${formatQuantity(item.reorderQuantity)}`
      : '';
  return (
    <span className={`${styles.status} ${styles[status]}`}>
      <span>
        {words[status]}
        {order && <span className={styles.order}>{order}</span>}
      </span>
    </span>
  );
}

const words: Record<Status, string> = { out: 'Out of stock', low: 'Low', good: 'In stock' };
