import type { Money } from '@stockroom/client';

const wholeNumbers = new Intl.NumberFormat();
const signedNumbers = new Intl.NumberFormat(undefined, { signDisplay: 'exceptZero' });
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dateTimes = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const currencies = new Map<string, Intl.NumberFormat>();

/** A quantity in the user's locale: `12,480`. */
export const formatQuantity = (quantity: number): string => wholeNumbers.format(quantity);

/** A stock change with its sign: `+5`, `-3`. */
export const formatChange = (quantity: number): string => signedNumbers.format(quantity);

/** A file size: `12 bytes`, `3.4 MB`. */
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

/** A timestamp's date and time in the user's locale and time zone. */
export const formatDateTime = (iso: string): string => dateTimes.format(new Date(iso));

/** A timestamp's date in the user's locale and time zone. */
export const formatDate = (iso: string): string => dates.format(new Date(iso));

/** A timestamp's time in the user's locale and time zone. */
export const formatTime = (iso: string): string => times.format(new Date(iso));

/** `{ amount: 1250, currency: 'EUR' }` as `€12.50`, and yen without decimals. */
export function formatMoney({ amount, currency }: Money): string {
  return currencyFormat(currency).format(amount / 10 ** minorDigits(currency));
}

/** Decimal digits of a currency: 2 for euros, 0 for yen, 3 for Kuwaiti dinars. */
function minorDigits(currency: string): number {
  return currencyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * Parses an amount typed with a decimal point or comma into minor units.
 *
 * @returns undefined if it is not a valid amount in that currency
 */
export function parseAmount(text: string, currency: string): number | undefined {
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  const digits = minorDigits(currency);
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > digits) return undefined;
  return Number(`${match[1]}${fraction.padEnd(digits, '0')}`);
}

/** An amount as text for a form field: `12.50`. */
export function amountText({ amount, currency }: Money): string {
  const digits = minorDigits(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

function currencyFormat(currency: string): Intl.NumberFormat {
  const cached = currencies.get(currency);
  if (cached) return cached;
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
  currencies.set(currency, format);
  return format;
}
