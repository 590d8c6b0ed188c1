/** Why the inventory refuses to do something: the stable name of each reason. */
export type RefusalKind =
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

/** A rule of the inventory says no. Nothing was changed. The message says what to do. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly kind: RefusalKind;
  /** The case in data, for programs: the SKU, what is available, and so on. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(kind: RefusalKind, message: string, facts: Record<string, unknown> = {}) {
    super(message);
    this.kind = kind;
    this.facts = facts;
  }
}

/** Every refusal with its words, so that all stores say the same. */
export const refusals = {
  unknownSku: (sku: string) =>
    new Refusal(
      'unknown-sku',
      `There is no item "${sku}". Create it first, or check the spelling: SKUs are case-sensitive.`,
      { sku },
    ),

  unknownLocation: (location: string) =>
    new Refusal(
      'unknown-location',
      `There is no location "${location}". Create it first, or check the spelling: codes are case-sensitive.`,
      { location },
    ),

  unknownReservation: (id: string) =>
    new Refusal(
      'unknown-reservation',
      `There is no reservation "${id}". Check the id that the reservation was answered with.`,
      { reservation: id },
    ),

  duplicateSku: (sku: string) =>
    new Refusal(
      'duplicate-sku',
      `There is already an item "${sku}". Change that one, or choose another SKU.`,
      { sku },
    ),

  duplicateLocation: (location: string) =>
    new Refusal(
      'duplicate-location',
      `There is already a location "${location}". Choose another code.`,
      { location },
    ),

  duplicateBarcode: (barcode: string) =>
    new Refusal(
      'duplicate-barcode',
      `Another item has the barcode ${barcode}. A barcode stands for one item: correct one of the two.`,
      { barcode },
    ),

  invalidBarcode: (barcode: string) =>
    new Refusal(
      'invalid-barcode',
      `The last digit of the barcode ${barcode} is not its check digit. Scan or type it again.`,
      { barcode },
    ),

  archivedItem: (sku: string) =>
    new Refusal(
      'archived-item',
      `Item "${sku}" is archived: it is neither received nor reserved. Set "archived" to false first.`,
      { sku },
    ),

  notAWarehouse: (location: string) =>
    new Refusal(
      'not-a-warehouse',
      `"${location}" is a bin itself. Name the warehouse that the new bin is in.`,
      { location },
    ),

  sameLocation: (location: string) =>
    new Refusal(
      'same-location',
      `The transfer goes from "${location}" to itself. Name two different locations.`,
      { location },
    ),

  reservedStock: (sku: string, location: string, counted: number, reserved: number) =>
    new Refusal(
      'reserved-stock',
      `${counted} of "${sku}" were counted at "${location}", where ${reserved} are promised to somebody. Release reservations first, then book the count.`,
      { sku, location, counted, reserved },
    ),

  reservationClosed: (id: string, status: string) =>
    new Refusal(
      'reservation-closed',
      `Reservation "${id}" is ${status} already. Make a new one for stock that is still wanted.`,
      { reservation: id, reservationStatus: status },
    ),

  insufficientStock: (sku: string, location: string, requested: number, available: number) =>
    new Refusal(
      'insufficient-stock',
      `${requested} of "${sku}" were asked for at "${location}" and ${available} are available there. Ask for at most ${available}, or receive more first.`,
      { sku, location, requested, available },
    ),

  versionMismatch: (sku: string, current: number) =>
    new Refusal(
      'version-mismatch',
      `Item "${sku}" has been changed since you read it: it is at version ${current} now. Read it again and repeat the change.`,
      { sku, currentVersion: current },
    ),

  idempotencyKeyReused: (key: string) =>
    new Refusal(
      'idempotency-key-reused',
      `The idempotency key "${key}" was already used for another request. Send the same request again, or a new key for a new one.`,
    ),

  malformedCursor: () =>
    new Refusal(
      'malformed-cursor',
      'The cursor is not one of this list. Send nextCursor of the page before as it was, or none to begin at the start.',
    ),
};
