/** Which rule of the inventory a command violates: a stable name for each. */
export type DomainErrorKind =
  | 'unknown-sku'
  | 'unknown-location'
  | 'duplicate-sku'
  | 'unknown-reservation'
  | 'duplicate-location'
  | 'duplicate-barcode'
  | 'invalid-barcode'
  | 'archived-item'
  | 'not-a-warehouse'
  | 'same-location'
  | 'reserved-stock'
  | 'reservation-closed'
  | 'insufficient-stock'
  | 'version-mismatch'
  | 'idempotency-key-reused'
  | 'malformed-cursor';

/** A rule of the inventory is violated. Nothing was changed. The message says how to fix it. */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly kind: DomainErrorKind;
  /** The case as data, for programs: the SKU, the available quantity, and so on. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(kind: DomainErrorKind, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.kind = kind;
    this.details = details;
  }
}

/** Creates each kind of error with its message, so that all stores report the same. */
export const domainErrors = {
  unknownSku: (sku: string) =>
    new DomainError(
      'unknown-sku',
      `There is no item "${sku}". Create it first, or check the spelling: SKUs are case-sensitive.`,
      { sku },
    ),

  unknownLocation: (location: string) =>
    new DomainError(
      'unknown-location',
      `There is no location "${location}". Create it first, or check the spelling: codes are case-sensitive.`,
      { location },
    ),

  unknownReservation: (id: string) =>
    new DomainError(
      'unknown-reservation',
      `There is no reservation "${id}". Check the id in the response that created the reservation.`,
      { reservation: id },
    ),

  duplicateSku: (sku: string) =>
    new DomainError(
      'duplicate-sku',
      `An item "${sku}" already exists. Change that item, or choose another SKU.`,
      { sku },
    ),

  duplicateLocation: (location: string) =>
    new DomainError(
      'duplicate-location',
      `A location "${location}" already exists. Choose another code.`,
      { location },
    ),

  duplicateBarcode: (barcode: string) =>
    new DomainError(
      'duplicate-barcode',
      `Another item has the barcode ${barcode}. A barcode identifies one item: correct one of the two.`,
      { barcode },
    ),

  invalidBarcode: (barcode: string) =>
    new DomainError(
      'invalid-barcode',
      `The check digit of the barcode ${barcode} is wrong. Scan or type it again.`,
      { barcode },
    ),

  archivedItem: (sku: string) =>
    new DomainError(
      'archived-item',
      `Item "${sku}" is archived and cannot be received or reserved. Set "archived" to false first.`,
      { sku },
    ),

  notAWarehouse: (location: string) =>
    new DomainError(
      'not-a-warehouse',
      `"${location}" is itself a bin. Set "parent" to the warehouse that contains the new bin.`,
      { location },
    ),

  sameLocation: (location: string) =>
    new DomainError(
      'same-location',
      `The transfer goes from "${location}" to the same location. Use two different locations.`,
      { location },
    ),

  reservedStock: (sku: string, location: string, counted: number, reserved: number) =>
    new DomainError(
      'reserved-stock',
      `${counted} of "${sku}" were counted at "${location}", but ${reserved} are reserved there. Release reservations first, then record the count.`,
      { sku, location, counted, reserved },
    ),

  reservationClosed: (id: string, status: string) =>
    new DomainError(
      'reservation-closed',
      `Reservation "${id}" is already ${status}. Create a new reservation if you still need the stock.`,
      { reservation: id, reservationStatus: status },
    ),

  insufficientStock: (sku: string, location: string, requested: number, available: number) =>
    new DomainError(
      'insufficient-stock',
      `${requested} of "${sku}" were requested at "${location}", but only ${available} are available. Request at most ${available}, or receive more first.`,
      { sku, location, requested, available },
    ),

  versionMismatch: (sku: string, current: number) =>
    new DomainError(
      'version-mismatch',
      `Item "${sku}" has changed since you read it: it is now at version ${current}. Read it again and repeat the change.`,
      { sku, currentVersion: current },
    ),

  idempotencyKeyReused: (key: string) =>
    new DomainError(
      'idempotency-key-reused',
      `The idempotency key "${key}" was already used for a different request. Repeat the original request, or use a new key.`,
    ),

  malformedCursor: () =>
    new DomainError(
      'malformed-cursor',
      'The cursor does not belong to this list. Send "nextCursor" of the previous page unchanged, or no cursor for the first page.',
    ),
};
