import type { Movement } from '@stockroom/client';
import { Link } from 'wouter';
import table from '../components/data-table.module.css';
import { formatChange, formatDate, formatQuantity, formatTime } from '../format.ts';
import { itemPath } from '../paths.ts';
import styles from './movement-table.module.css';

const kinds: Record<Movement['kind'], string> = {
  receipt: 'Receipt',
  issue: 'Issue',
  adjustment: 'Adjustment',
  transfer: 'Transfer',
  count: 'Count',
};

interface MovementTableProps {
  readonly movements: readonly Movement[];
  /** Whether to show each movement's item, for movements of several items. */
  readonly withItem?: boolean;
}

/** Table of stock movements. */
export function MovementTable({ movements, withItem = false }: MovementTableProps) {
  return (
    <table className={table.table} aria-label="Movements">
      <thead>
        <tr>
          <th scope="col">Date</th>
          {withItem && <th scope="col">Item</th>}
          <th scope="col">Type</th>
          <th scope="col" className={styles.detail}>
            Location
          </th>
          <th scope="col" className={table.number}>
            Change
          </th>
          <th scope="col" className={`${table.number} ${withItem ? styles.detail : ''}`}>
            Balance
          </th>
          <th scope="col" className={styles.detail}>
            Reason
          </th>
          <th scope="col" className={styles.detail}>
            User
          </th>
        </tr>
      </thead>
      <tbody>
        {movements.map((movement) => (
          <tr key={movement.id}>
            <td>
              <time dateTime={movement.at} className={styles.when}>
                <span>{formatDate(movement.at)}</span> <span>{formatTime(movement.at)}</span>
              </time>
            </td>
            {withItem && (
              <td>
                <Link href={itemPath(movement.sku)}>{movement.sku}</Link>
              </td>
            )}
            <td>
              {kinds[movement.kind]}
              <p className={`${table.quiet} ${styles.summary}`}>{summaryOf(movement)}</p>
            </td>
            <td className={styles.detail}>{movement.location}</td>
            <td className={`${table.number} ${movement.quantity < 0 ? styles.out : styles.in}`}>
              {formatChange(movement.quantity)}
            </td>
            <td className={`${table.number} ${withItem ? styles.detail : ''}`}>
              {formatQuantity(movement.balance)}
            </td>
            <td className={`${table.quiet} ${styles.detail}`}>{reasonOf(movement)}</td>
            <td className={`${table.quiet} ${styles.detail}`}>{movement.actor}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const reasonOf = ({ reason, reference }: Movement) =>
  [reason, reference].filter(Boolean).join(' · ');

/** Shown below the type on phones, which have no room for the other columns. */
const summaryOf = (movement: Movement) =>
  [movement.location, reasonOf(movement), movement.actor].filter(Boolean).join(' · ');
