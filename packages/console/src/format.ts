import type { Money } from '@stockroom/client';

const wholeNumbers = new Intl.NumberFormat();
const signedNumbers = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' });
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dateTimes = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const currencies = new Map<string, Intl.NumberFormat>();

/** `12480` as the reader's locale writes it. */
export const formatQuantity = (quantity: number): string => wholeNumbers.format(quantity);

/** A change of stock with its sign: `+5`, `-3`. */
export const formatChange = (quantity: number): string => signedNumbers.format(quantity);

/** How long a file is: `12 bytes`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.trunc(Math.log10(Math.max(1, bytes)) / 3));
  const format = new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: byteUnits[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  });
  return format.format(bytes / 1000 ** power);
}

/** An instant in the reader's locale and time zone. */
export const formatDateTime = (iso: string): string => dateTimes.format(new Date(iso));

/** The day of an instant in the reader's locale and time zone. */
export const formatDate = (iso: string): string => dates.format(new Date(iso));

/** The time of day of an instant in the reader's locale and time zone. */
export const formatTime = (iso: string): string => times.format(new Date(iso));

/** `{ amount: 1250, currency: 'EUR' }` as `€12.50`, and yen without decimals. */
export function formatMoney({ amount, currency }: Money): string {
  return currencyFormat(currency).format(amount / 10 ** minorDigits(currency));
}

/** How many digits a currency's minor unit has: 2 for euros, 0 for yen, 3 for Kuwaiti dinars. */
function minorDigits(currency: string): number {
  return currencyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Reads an amount that a person typed, with a point or a comma, into minor units.
 * Undefined where it is no amount of that currency.
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  const digits = minorDigits(currency);
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > digits) return undefined;
  return Number(`${match[1]}${fraction.padEnd(digits, '0')}`);
}

/** An amount as one types it, for the field of a form: `12.50`. */
export function amountText({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

function currencyFormat(currency: string): Intl.NumberFormat {
  const known = currencies.get(currency);
  if (known) return known;
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
  currencies.set(currency, format);
  return format;
}
