import { ProblemError, type ReservationLine } from '@stockroom/client';
import { type FieldFault, faultsOf } from '../api/problems.ts';

/** What a refusal says the case is about. */
interface Facts {
  readonly sku?: string;
  readonly location?: string;
}

/**
 * The faults of a reservation at the fields of its lines: `lines/1/quantity`. A refusal names the
 * item and the location, and so the line.
 */
export function lineFaults(
  error: unknown,
  lines: readonly Partial<ReservationLine>[],
): readonly FieldFault[] {
  const faults = faultsOf(error);
  if (!(error instanceof ProblemError)) return faults;
  const facts = error.problem as Facts;
  const isMeant = (name: keyof Facts, line: Partial<ReservationLine>) =>
    facts[name] === undefined || line[name] === undefined || facts[name] === line[name];
  const at = lines.findIndex((line) => isMeant('sku', line) && isMeant('location', line));
  if (at < 0) return faults;
  return faults.map(({ field, message }) =>
    lineFields.has(field) ? { field: `lines/${at}/${field}`, message } : { field, message },
  );
}

const lineFields = new Set(['sku', 'location', 'quantity']);
