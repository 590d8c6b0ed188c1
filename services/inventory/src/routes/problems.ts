import { Problem } from '@stockroom/service';
import { DomainError, type DomainErrorKind } from '../domain/errors.ts';
import { StoreUnavailable } from '../stores/unavailable.ts';

/** Status and title of each domain error over HTTP. */
const responses: Record<DomainErrorKind, { status: number; title: string }> = {
  'unknown-sku': { status: 404, title: 'Unknown SKU' },
  'unknown-location': { status: 404, title: 'Unknown location' },
  'unknown-reservation': { status: 404, title: 'Unknown reservation' },
  'duplicate-barcode': { status: 409, title: 'Duplicate barcode' },
  'invalid-barcode': { status: 400, title: 'Invalid barcode' },
  'archived-item': { status: 409, title: 'The item is archived' },
  'not-a-warehouse': { status: 409, title: 'Not a warehouse' },
  'same-location': { status: 400, title: 'Same location' },
  'reserved-stock': { status: 409, title: 'Fewer counted than reserved' },
  'reservation-closed': { status: 409, title: 'The reservation is closed' },
  'duplicate-sku': { status: 409, title: 'Duplicate SKU' },
  'duplicate-location': { status: 409, title: 'Duplicate location' },
  'insufficient-stock': { status: 409, title: 'Insufficient stock' },
  'version-mismatch': { status: 412, title: 'The item has changed' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency key reused' },
  'malformed-cursor': { status: 400, title: 'Malformed cursor' },
};

/** Turns domain errors and an unavailable database into problems; returns every other error unchanged. */
export function problemFrom(error: unknown): unknown {
  if (error instanceof StoreUnavailable) {
    return new Problem(
      503,
      'database-unavailable',
      'The database is unavailable',
      'The database is unavailable or too slow. Send the request again in a moment, with the same idempotency key.',
      { headers: { 'retry-after': '1' }, cause: error },
    );
  }
  if (!(error instanceof DomainError)) return error;
  const { status, title } = responses[error.kind];
  return new Problem(status, error.kind, title, error.message, { extensions: error.details });
}
