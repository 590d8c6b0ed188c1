import { Field } from '../components/field.tsx';

interface QuantityFieldProps {
  /** Unit of measure, shown in the label if known. */
  readonly unit: string | undefined;
  readonly label?: string;
  readonly name?: string;
  readonly hint?: string;
  /** Smallest valid value; 'none' allows negative quantities. Default 1. */
  readonly min?: number | 'none';
  /** Starts empty instead of with 1. A counted quantity must not be a guess. */
  readonly isEmpty?: boolean;
}

/** A quantity, 1 by default. Typing replaces the current value. */
export function QuantityField({
  unit,
  label = 'Quantity',
  name = 'quantity',
  hint,
  min = 1,
  isEmpty = false,
}: QuantityFieldProps) {
  return (
    <Field label={unit ? `${label} (${unit})` : label} name={name} hint={hint} isRequired>
      {(control) => (
        <input
          {...control}
          type="number"
          step="1"
          min={min === 'none' ? undefined : min}
          // Numeric keyboards on phones have no minus key.
          inputMode={min === 'none' ? 'text' : 'numeric'}
          defaultValue={isEmpty ? undefined : 1}
          onFocus={({ target }) => target.select()}
        />
      )}
    </Field>
  );
}
