import type { ImportError } from '@stockroom/client/contract';
import { DomainError } from '../domain/errors.ts';

/** An error of a row whose number is known elsewhere. */
export type RowError = Omit<ImportError, 'row'>;

/** A new item has no name. */
export class MissingName extends Error {}

/** Turns a violated rule into an error of its row. @throws any other error */
export function rowErrorOf(error: unknown): RowError {
  if (error instanceof MissingName) {
    return { field: 'name', message: 'is required for a new item' };
  }
  if (!(error instanceof DomainError)) throw error;
  const message = error.kind === 'idempotency-key-reused' ? differentQuantity : error.message;
  return { field: fieldOfKind[error.kind] ?? wholeRow, message };
}

const differentQuantity =
  'was already posted under this idempotency key with another quantity: restore that quantity, and post the difference as an adjustment';

/** The field of an error that concerns the whole row. */
export const wholeRow = '';

/** The fields that violate each rule. */
const fieldOfKind: Partial<Record<DomainError['kind'], string>> = {
  'unknown-sku': 'sku',
  'duplicate-sku': 'sku',
  'duplicate-barcode': 'barcode',
  'invalid-barcode': 'barcode',
  'unknown-location': 'openingStock/location',
  'archived-item': 'openingStock',
  'idempotency-key-reused': 'openingStock',
};
