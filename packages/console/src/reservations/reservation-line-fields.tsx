import type { StockLevel } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { isProblem } from '../api/problems.ts';
import { Field } from '../components/field.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { useSettled } from '../components/use-debounced.ts';
import { formatQuantity } from '../format.ts';
import { itemQuery, itemStockQuery } from '../queries.ts';
import { ItemField } from '../stock/item-field.tsx';
import { usualLocation } from '../stock/location-field.tsx';
import { QuantityField } from '../stock/quantity-field.tsx';
import styles from './reservation-line-fields.module.css';

interface ReservationLineFieldsProps {
  /** The line's place in the form, from 0. */
  readonly index: number;
  readonly sku: string;
  readonly onChange: (sku: string) => void;
  /** None where it is the only line. */
  readonly onRemove: (() => void) | undefined;
}

/** One line of a reservation: which item, from where, how many. */
export function ReservationLineFields({
  index,
  sku,
  onChange,
  onRemove,
}: ReservationLineFieldsProps) {
  const settled = useSettled(sku.trim());
  const { data, error } = useQuery({ ...itemQuery(settled), enabled: settled !== '' });
  const item = settled === sku.trim() ? data : undefined;
  const { data: stock } = useQuery({ ...itemStockQuery(settled), enabled: item !== undefined });
  const held = item && stock?.entries.filter(({ available }) => available > 0);
  const said = item
    ? `${item.name}: ${formatQuantity(item.stock.available)} available`
    : isProblem(error, 404) && `There is no item ${settled}.`;
  return (
    <fieldset className={styles.line}>
      <legend className="visually-hidden">Line {index + 1}</legend>
      <ItemField
        name={`lines/${index}/sku`}
        sku={sku}
        onChange={onChange}
        hint={said || undefined}
      />
      <HeldAtField key={`${sku} ${held?.length}`} name={`lines/${index}/location`} held={held} />
      <QuantityField name={`lines/${index}/quantity`} unit={item?.unit} />
      <span className={styles.remove}>
        {onRemove && (
          <IconButton icon="close" label={`Remove line ${index + 1}`} onClick={onRemove} />
        )}
      </span>
    </fieldset>
  );
}

/** Chooses among the locations that have some of the item. */
function HeldAtField({ name, held }: { name: string; held: readonly StockLevel[] | undefined }) {
  const codes = held?.map(({ location }) => location) ?? [];
  return (
    <Field label="Location" name={name} isRequired>
      {(control) => (
        <select {...control} defaultValue={usualLocation(codes)} disabled={codes.length === 0}>
          {codes.length === 0 && <option value="">{held ? 'None available' : '–'}</option>}
          {held?.map(({ location, available }) => (
            <option key={location} value={location}>
              {location} ({formatQuantity(available)})
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
