import { Problem } from '@stockroom/service';
import { DomainError, type DomainErrorKind } from '../domain/errors.ts';
import { StoreUnavailable } from '../stores/unavailable.ts';

/** What each refusal is called and answered with over HTTP. */
const answers: Record<DomainErrorKind, { status: number; title: string }> = {
  'unknown-sku': { status: 404, title: 'Unknown SKU' },
  'unknown-location': { status: 404, title: 'Unknown location' },
  'unknown-reservation': { status: 404, title: 'Unknown reservation' },
  'duplicate-barcode': { status: 409, title: 'Duplicate barcode' },
  'invalid-barcode': { status: 400, title: 'Invalid barcode' },
  'archived-item': { status: 409, title: 'The item is archived' },
  'not-a-warehouse': { status: 409, title: 'Not a warehouse' },
  'same-location': { status: 400, title: 'A transfer to itself' },
  'reserved-stock': { status: 409, title: 'Reserved stock' },
  'reservation-closed': { status: 409, title: 'The reservation is closed' },
  'duplicate-sku': { status: 409, title: 'Duplicate SKU' },
  'duplicate-location': { status: 409, title: 'Duplicate location' },
  'insufficient-stock': { status: 409, title: 'Insufficient stock' },
  'version-mismatch': { status: 412, title: 'The item has changed' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency key used twice' },
  'malformed-cursor': { status: 400, title: 'Malformed cursor' },
};

/** Turns the domain's domainErrors, and a database that is away, into problems; leaves every other error as it is. */
export function problemFrom(error: unknown): unknown {
  if (error instanceof StoreUnavailable) {
    return new Problem(
      503,
      'database-unavailable',
      'The database does not answer',
      'Nothing is known to be wrong with the request. Send it again in a moment, with the same idempotency key.',
      { headers: { 'retry-after': '1' }, cause: error },
    );
  }
  if (!(error instanceof DomainError)) return error;
  const { status, title } = answers[error.kind];
  return new Problem(status, error.kind, title, error.message, { extensions: error.details });
}
