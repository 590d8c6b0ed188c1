/** One line that came in through the code field: keys and when each was pressed. */
export interface TypedLine {
  readonly text: string;
  /** Milliseconds of every key that was pressed for it, Enter included. */
  readonly pressedAt: readonly number[];
}

/** What a line means. */
export type ScanEntry =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'quantity'; readonly quantity: number };

/** No person goes on typing this fast; every scanner is faster. */
const mostMillisecondsPerKey = 35;

const quantityPattern = /^\d{1,5}$/;

/**
 * Tells a quantity from a code. Up to five digits typed by hand are the quantity of the item that
 * was scanned before; the same digits out of a scanner are a code, as some SKUs are short numbers.
 */
export function readEntry(line: TypedLine): ScanEntry {
  const text = line.text.trim();
  return quantityPattern.test(text) && !isFromScanner(line)
    ? { kind: 'quantity', quantity: Number(text) }
    : { kind: 'code', code: text };
}

/** Whether the keys came as fast as only a scanner presses them. */
function isFromScanner({ pressedAt }: TypedLine): boolean {
  const first = pressedAt[0];
  const last = pressedAt.at(-1);
  if (first === undefined || last === undefined || pressedAt.length < 2) return false;
  return (last - first) / (pressedAt.length - 1) < mostMillisecondsPerKey;
}
