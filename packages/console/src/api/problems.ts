import { ProblemError } from '@stockroom/client';
import { isUnreachable } from './reachability.ts';

/** What is wrong with one field of a form. */
export interface FieldFault {
  /** The field's name in the form, or a place within it: price/amount. */
  readonly field: string;
  readonly message: string;
}

/** Problems that are about one field even where the API does not list it. */
const fieldOfKind: Readonly<Record<string, string>> = {
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

/** A fault that this page finds before it asks the server: a price that is no number. */
export class InvalidField extends Error {
  override name = 'InvalidField';
  readonly fault: FieldFault;

  constructor(field: string, message: string) {
    super(message);
    this.fault = { field, message };
  }
}

/** The faults of single fields that an error tells of; none where it is about the whole. */
export function faultsOf(error: unknown): readonly FieldFault[] {
  if (error instanceof InvalidField) return [error.fault];
  if (!(error instanceof ProblemError)) return [];
  const { problem } = error;
  if (problem.errors?.length) {
    return problem.errors;
  }
  const field = fieldOfKind[problem.type.split(':').at(-1) ?? ''];
  return field ? [{ field, message: problem.detail }] : [];
}

/** What happened and what to do about it, in words for the person in front of the page. */
export function whatToDo(error: unknown): string {
  if (isUnreachable(error)) {
    return 'Stockroom cannot be reached. Try again in a moment: what was sent twice counts once.';
  }
  if (isProblem(error, 401)) {
    return 'You are no longer signed in. Sign in again, then try once more: what you typed is still here.';
  }
  if (error instanceof ProblemError) return error.message;
  return `Something went wrong on this page: ${error instanceof Error ? error.message : error}. Reload it and try again.`;
}

/** Whether the server answered with this status. */
export const isProblem = (error: unknown, status: number): boolean =>
  error instanceof ProblemError && error.problem.status === status;
