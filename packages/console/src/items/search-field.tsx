import { type Ref, useEffect, useState } from 'react';
import { Icon } from '../components/icon.tsx';
import styles from './search-field.module.css';

const pauseMilliseconds = 200;

interface SearchFieldProps {
  readonly value: string;
  /** Called when the person pauses while typing. */
  readonly onChange: (value: string) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** Search as you type. */
export function SearchField({ value, onChange, ref }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const [shownValue, setShownValue] = useState(value);

  // Changed from outside: the person went back, or cleared the filters.
  if (value !== shownValue) {
    setShownValue(value);
    setText(value);
  }

  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), pauseMilliseconds);
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
