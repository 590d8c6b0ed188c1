import type { Item } from '@stockroom/client';
import { Link } from 'wouter';
import { Figure, Figures } from '../components/figures.tsx';
import { formatMoney, formatQuantity } from '../format.ts';
import { itemSearchPath } from '../paths.ts';
import { formatAttribute } from './attributes.ts';
import styles from './item-details.module.css';

/** An item's key figures, tags, attributes and description. */
export function ItemDetails({ item }: { item: Item }) {
  const { stock, price, reorderQuantity } = item;
  const attributes = Object.entries(item.attributes).sort(([a], [b]) => a.localeCompare(b));
  return (
    <>
      <Figures>
        <Figure name="On hand" value={formatQuantity(stock.onHand)} unit={item.unit} />
        <Figure name="Reserved" value={formatQuantity(stock.reserved)} />
        <Figure name="Available" value={formatQuantity(stock.available)} />
        <Figure
          name="Reorder point"
          value={formatQuantity(item.reorderPoint)}
          unit={reorderQuantity > 0 ? `order ${formatQuantity(reorderQuantity)}` : undefined}
        />
        <Figure name="Price" value={price ? formatMoney(price) : '–'} />
        <Figure
          name="Value on hand"
          value={price ? formatMoney({ ...price, amount: price.amount * stock.onHand }) : '–'}
        />
      </Figures>
      {item.tags.length > 0 && (
        <ul className={styles.tags} aria-label="Tags">
          {item.tags.map((tag) => (
            <li key={tag}>
              <Link href={itemSearchPath(tag)}>{tag}</Link>
            </li>
          ))}
        </ul>
      )}
      {attributes.length > 0 && (
        <dl className={styles.attributes}>
          {attributes.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{formatAttribute(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {item.description && <p className={styles.description}>{item.description}</p>}
    </>
  );
}
