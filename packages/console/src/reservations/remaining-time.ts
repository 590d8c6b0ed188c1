const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always' });

/** Relative time such as "in 12 minutes", in the largest unit of which at least two are left. */
export function remainingTime(until: Date, now: Date): string {
  const seconds = Math.round((until.getTime() - now.getTime()) / 1000);
  const [unit, length] =
    units.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? (['second', 1] as const);
  return relative.format(Math.trunc(seconds / length), unit);
}
