import { formatMoney, formatQuantity } from '../format.ts';
import { formatAttribute } from './attributes.ts';
import styles from './edit-conflict.module.css';
import { type EditableFields, itemFieldTable } from './item-field-table.ts';

/** Warns that another user changed the item, lists their changes, and says what saving does. */
export function EditConflict({ theirs }: { theirs: Partial<EditableFields> }) {
  const changes = Object.entries(theirs) as [keyof EditableFields, unknown][];
  return (
    <section className={styles.conflict} role="alert">
      <p>
        <strong>Another user changed this item.</strong> Your changes are not saved yet.
        {changes.length > 0 && ' They changed:'}
      </p>
      {changes.length > 0 && (
        <ul>
          {changes.map(([field, value]) => (
            <li key={field}>
              {itemFieldTable[field].label} to <strong>{formatValue(field, value)}</strong>
            </li>
          ))}
        </ul>
      )}
      <p>
        Save to keep both sets of changes. If you both changed the same field, your value is saved.
        Cancel to keep only theirs.
      </p>
    </section>
  );
}

const empty = '(empty)';

function formatValue(field: keyof EditableFields, value: unknown): string {
  if (field === 'attributes') return formatAttributes(value as EditableFields['attributes']);
  if (Array.isArray(value)) return value.join(', ') || empty;
  if (value === null || value === '') return empty;
  if (typeof value === 'number') return formatQuantity(value);
  return typeof value === 'object'
    ? formatMoney(value as NonNullable<EditableFields['price']>)
    : String(value);
}

const formatAttributes = (attributes: EditableFields['attributes']) =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}: ${formatAttribute(value)}`)
    .join(', ') || empty;
