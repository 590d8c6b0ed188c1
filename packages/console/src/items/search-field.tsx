import { type Ref, useEffect, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import styles from './search-field.module.css';

const delayMilliseconds = 200;

interface SearchFieldProps {
  readonly value: string;
  /** Called 200 ms after the last keystroke. */
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** Search field of the item list. Searches while the user types. */
export function SearchField({ value, onChange, ref }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [lastValue, setLastValue] = useState(value);

  // The value changed elsewhere: the user went back or cleared the filters.
  if (value !== lastValue) {
    setLastValue(value);
    setText(value);
  }

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), delayMilliseconds);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);

  return (
    <search className={styles.search}>
      <Icon name="search" />
      <input
        ref={ref}
        type="search"
        aria-label="Search items"
        placeholder="Search by SKU, name, barcode or tag"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </search>
  );
}
