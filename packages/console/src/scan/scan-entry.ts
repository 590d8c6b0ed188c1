/** A line entered in the code field, with the time of each key press. */
export interface TypedLine {
  readonly text: string;
  /** Timestamps of all key presses in milliseconds, including Enter. */
  readonly pressedAt: readonly number[];
}

/** The meaning of a line: a code or a quantity. */
export type ScanEntry =
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'quantity'; readonly quantity: number };

/** Average time per key. No one types this fast; every scanner is faster. */
const scannerMillisecondsPerKey = 35;

const quantityPattern = /^\d{1,5}$/;

/**
 * Distinguishes a quantity from a code. Up to five digits typed by hand are the quantity of the
 * pending item. From a scanner they are a code, as some SKUs are short numbers.
 */
export function parseEntry(line: TypedLine): ScanEntry {
  const text = line.text.trim();
  return quantityPattern.test(text) && !isFromScanner(line)
    ? { kind: 'quantity', quantity: Number(text) }
    : { kind: 'code', code: text };
}

/** Whether the keys were pressed faster than a person can type. */
function isFromScanner({ pressedAt }: TypedLine): boolean {
  const first = pressedAt[0];
  const last = pressedAt.at(-1);
  if (first === undefined || last === undefined || pressedAt.length < 2) return false;
  return (last - first) / (pressedAt.length - 1) < scannerMillisecondsPerKey;
}
