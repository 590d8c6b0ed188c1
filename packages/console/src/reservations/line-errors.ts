import { ProblemError, type ReservationLine } from '@stockroom/client';
import { type FieldError, fieldErrorsOf } from '../api/problems.ts';

/** Extra members of a problem response that identify the affected line. */
interface LineDetails {
  readonly sku?: string;
  readonly location?: string;
}

/**
 * Field errors of a reservation, assigned to the fields of its lines: `lines/1/quantity`. The
 * problem response names the item and the location, which identify the line.
 */
export function lineErrors(
  error: unknown,
  lines: readonly Partial<ReservationLine>[],
): readonly FieldError[] {
  const errors = fieldErrorsOf(error);
  if (!(error instanceof ProblemError)) return errors;
  const details = error.problem as LineDetails;
  const matches = (name: keyof LineDetails, line: Partial<ReservationLine>) =>
    details[name] === undefined || line[name] === undefined || details[name] === line[name];
  const at = lines.findIndex((line) => matches('sku', line) && matches('location', line));
  if (at < 0) return errors;
  return errors.map(({ field, message }) =>
    lineFields.has(field) ? { field: `lines/${at}/${field}`, message } : { field, message },
  );
}

const lineFields = new Set(['sku', 'location', 'quantity']);
