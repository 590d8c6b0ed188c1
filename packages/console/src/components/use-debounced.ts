import { useEffect, useState } from 'react';

const delayMilliseconds = 200;

/** A value that is being typed, updated once it has not changed for 200 ms. */
export function useDebounced(value: string): string {
  const [debounced, setDebounced] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(value), delayMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return debounced;
}
