import type { StockLevel } from '@stockroom/client';
import { useQuery } from '@tanstack/react-query';
import { isProblem } from '../api/problems.ts';
import { Field } from '../components/field.tsx';
import { IconButton } from '../components/icon-button.tsx';
import { useDebounced } from '../components/use-debounced.ts';
import { formatQuantity } from '../format.ts';
import { ItemField } from '../stock/item-field.tsx';
import { preferredLocation } from '../stock/location-field.tsx';
import { QuantityField } from '../stock/quantity-field.tsx';
import { itemQuery, itemStockQuery } from '../stock/queries.ts';
import styles from './reservation-line-fields.module.css';

interface ReservationLineFieldsProps {
  /** The line's zero-based position in the form. */
  readonly index: number;
  readonly sku: string;
  readonly onChange: (sku: string) => void;
  /** Undefined for the only line. */
  readonly onRemove: (() => void) | undefined;
}

/** The fields of one reservation line: item, location and quantity. */
export function ReservationLineFields({
  index,
  sku,
  onChange,
  onRemove,
}: ReservationLineFieldsProps) {
  const debouncedSku = useDebounced(sku.trim());
  const { data, error } = useQuery({ ...itemQuery(debouncedSku), enabled: debouncedSku !== '' });
  const item = debouncedSku === sku.trim() ? data : undefined;
  const { data: stock } = useQuery({
    ...itemStockQuery(debouncedSku),
    enabled: item !== undefined,
  });
  const levels = item && stock?.entries.filter(({ available }) => available > 0);
  const hint = item
    ? `${item.name}: ${formatQuantity(item.stock.available)} available`
    : isProblem(error, 404) && `Item ${debouncedSku} not found.`;
  return (
    <fieldset className={styles.line}>
      <legend className="visually-hidden">Line {index + 1}</legend>
      <ItemField
        name={`lines/${index}/sku`}
        sku={sku}
        onChange={onChange}
        hint={hint || undefined}
      />
      <StockedLocationField
        key={`${sku} ${levels?.length}`}
        name={`lines/${index}/location`}
        levels={levels}
      />
      <QuantityField name={`lines/${index}/quantity`} unit={item?.unit} />
      <span className={styles.remove}>
        {onRemove && (
          <IconButton icon="close" label={`Remove line ${index + 1}`} onClick={onRemove} />
        )}
      </span>
    </fieldset>
  );
}

/** Selects one of the locations with available stock of the item. */
function StockedLocationField({
  name,
  levels,
}: {
  name: string;
  levels: readonly StockLevel[] | undefined;
}) {
  const codes = levels?.map(({ location }) => location) ?? [];
  return (
    <Field label="Location" name={name} isRequired>
      {(control) => (
        <select {...control} defaultValue={preferredLocation(codes)} disabled={codes.length === 0}>
          {codes.length === 0 && <option value="">{levels ? 'None available' : '–'}</option>}
          {levels?.map(({ location, available }) => (
            <option key={location} value={location}>
              {location} ({formatQuantity(available)})
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
