import type { ImportResult } from '@stockroom/client/contract';
import { truncate } from '@stockroom/service';
import type { RowError } from './row-error.ts';

/**
 * Limits of the reported errors: their number, in total and per row, and the lengths of field and
 * message in characters. Messages are ours, in ASCII; a field may come from the caller, with up to 6
 * bytes of JSON per character. Thus the largest result is below 1 MB.
 */
const maxErrors = 1_000;
const maxErrorsPerRow = 20;
const maxFieldLength = 100;
const maxMessageLength = 200;
/** Maximum number of errors in a problem, which must stay below 64 KB. */
const maxErrorsInProblem = 20;

/** The result before the first row. */
export const emptyResult = (dryRun: boolean): ImportResult => ({
  dryRun,
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  errors: [],
  errorsLeftOut: 0,
});

/** A shorter result for a problem, with the first errors only. */
export const summary = (result: ImportResult): ImportResult => ({
  ...result,
  errors: result.errors.slice(0, maxErrorsInProblem),
  errorsLeftOut: result.errorsLeftOut + Math.max(0, result.errors.length - maxErrorsInProblem),
});

/** Counts a failed row, and reports its errors within the limits. */
export function fail(result: ImportResult, row: number, errors: readonly RowError[]): void {
  result.failed += 1;
  const limit = Math.min(maxErrorsPerRow, maxErrors - result.errors.length);
  for (const { field, message } of errors.slice(0, limit)) {
    result.errors.push({
      row,
      field: truncate(field, maxFieldLength),
      message: truncate(message, maxMessageLength),
    });
  }
  result.errorsLeftOut += Math.max(0, errors.length - limit);
}
