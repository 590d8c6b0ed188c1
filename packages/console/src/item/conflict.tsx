import { formatMoney, formatQuantity } from '../format.ts';
import { shownAttribute } from '../items/attributes.ts';
import { type EditableFields, itemFieldTable } from '../items/item-field-table.ts';
import styles from './conflict.module.css';

/** What somebody else changed in the meantime, and what saving now would do. */
export function Conflict({ theirs }: { theirs: Partial<EditableFields> }) {
  const lines = Object.entries(theirs) as [keyof EditableFields, unknown][];
  return (
    <section className={styles.conflict} role="alert">
      <p>
        <strong>Somebody else changed this item meanwhile.</strong> Nothing of yours is saved yet.
        {lines.length > 0 && ' They set:'}
      </p>
      {lines.length > 0 && (
        <ul>
          {lines.map(([field, value]) => (
            <li key={field}>
              {itemFieldTable[field].label} to <strong>{shown(field, value)}</strong>
            </li>
          ))}
        </ul>
      )}
      <p>
        Save to add your changes to theirs; where both changed the same field, yours counts. Cancel
        to keep theirs alone.
      </p>
    </section>
  );
}

function shown(field: keyof EditableFields, value: unknown): string {
  if (field === 'attributes') return shownAttributes(value as EditableFields['attributes']);
  if (Array.isArray(value)) return value.join(', ') || 'nothing';
  if (value === null || value === '') return 'nothing';
  if (typeof value === 'number') return formatQuantity(value);
  return typeof value === 'object'
    ? formatMoney(value as NonNullable<EditableFields['price']>)
    : String(value);
}

const shownAttributes = (attributes: EditableFields['attributes']) =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}: ${shownAttribute(value)}`)
    .join(', ') || 'none';
