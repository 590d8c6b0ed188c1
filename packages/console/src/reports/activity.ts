import type { Movement } from '@stockroom/client';

/** Series of the activity chart and their labels. */
export const activityKinds = {
  receipts: 'Receipts',
  issues: 'Issues',
  others: 'Transfers, counts, adjustments',
} as const;
export type ActivityKind = keyof typeof activityKinds;

/** Number of movements of each kind on one day. */
export interface Day extends Readonly<Record<ActivityKind, number>> {
  readonly at: Date;
}

const kindOf: Partial<Record<Movement['kind'], ActivityKind>> = {
  receipt: 'receipts',
  issue: 'issues',
};

/**
 * Counts movements per day in the user's time zone, including days without any.
 *
 * @param movements newest first
 * @param since start of the first day
 * @param isComplete whether these are all movements since then. If not, the oldest day is partial
 * and is left out
 */
export function activityOf(
  movements: readonly Movement[],
  since: Date,
  isComplete: boolean,
  now: Date,
): readonly Day[] {
  const oldest = movements.at(-1);
  const first = isComplete || !oldest ? since : startOfDay(new Date(oldest.at), -1);
  const days = new Map<number, Record<ActivityKind, number>>();
  for (let day = first; day <= now; day = startOfDay(day, -1)) {
    days.set(day.getTime(), { receipts: 0, issues: 0, others: 0 });
  }
  for (const { at, kind } of movements) {
    const day = days.get(startOfDay(new Date(at)).getTime());
    if (day) day[kindOf[kind] ?? 'others'] += 1;
  }
  return [...days].map(([time, counts]) => ({ at: new Date(time), ...counts }));
}

/** Midnight at the start of a day, or of a number of days before it. */
export function startOfDay(of: Date, daysBefore = 0): Date {
  return new Date(of.getFullYear(), of.getMonth(), of.getDate() - daysBefore);
}
