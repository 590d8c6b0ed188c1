import { ProblemError } from '@stockroom/client';
import { isUnreachable } from './reachability.ts';

/** A validation error of one form field. */
export interface FieldError {
  /** The field's name in the form, or a path below it: `price/amount`. */
  readonly field: string;
  readonly message: string;
}

/** Problem types that are about one field, although the API lists no field errors for them. */
const fieldOfProblem: Readonly<Record<string, string>> = {
  'duplicate-sku': 'sku',
  'duplicate-location': 'code',
  'duplicate-barcode': 'barcode',
  'invalid-barcode': 'barcode',
  'unknown-sku': 'sku',
  'archived-item': 'sku',
  'unknown-location': 'location',
  'insufficient-stock': 'quantity',
  'reserved-stock': 'quantity',
  'same-location': 'to',
};

/** A validation error found in the browser before a request is sent, such as an invalid price. */
export class InvalidFieldError extends Error {
  override name = 'InvalidFieldError';
  readonly fieldError: FieldError;

  constructor(field: string, message: string) {
    super(message);
    this.fieldError = { field, message };
  }
}

/** The field errors that an error contains; empty if it is not about single fields. */
export function fieldErrorsOf(error: unknown): readonly FieldError[] {
  if (error instanceof InvalidFieldError) return [error.fieldError];
  if (!(error instanceof ProblemError)) return [];
  const { problem } = error;
  if (problem.errors?.length) {
    return problem.errors;
  }
  const field = fieldOfProblem[problem.type.split(':').at(-1) ?? ''];
  return field ? [{ field, message: problem.detail }] : [];
}

/** The message to show for an error: what happened and what to do. */
export function errorMessage(error: unknown): string {
  if (isUnreachable(error)) {
    return 'Stockroom cannot be reached. Try again in a moment. A repeated request takes effect only once.';
  }
  if (isProblem(error, 401)) {
    return 'Your session has ended. Sign in again, then retry. What you typed is still here.';
  }
  if (error instanceof ProblemError) return error.message;
  return `Something went wrong on this page: ${error instanceof Error ? error.message : error}. Reload the page and try again.`;
}

/** Whether an error is a problem response with this HTTP status. */
export const isProblem = (error: unknown, status: number): boolean =>
  error instanceof ProblemError && error.problem.status === status;
