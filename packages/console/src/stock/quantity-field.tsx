import { Field } from '../components/field.tsx';

interface QuantityFieldProps {
  /** What it counts, said in the label where it is known. */
  readonly unit: string | undefined;
  readonly label?: string;
  readonly name?: string;
  readonly hint?: string;
  /** The least that makes sense; no limit where it may be below zero. Default 1. */
  readonly min?: number | 'none';
  /** Whether there is no usual quantity: one that is counted must not be a guess. */
  readonly isEmpty?: boolean;
}

/** Asks how many, 1 unless said otherwise; typing replaces what stands there. */
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
          // Phones' numeric keyboards have no minus.
          inputMode={min === 'none' ? 'text' : 'numeric'}
          defaultValue={isEmpty ? undefined : 1}
          onFocus={({ target }) => target.select()}
        />
      )}
    </Field>
  );
}
