import type {
  Movement,
  Reservation,
  ReservationLine,
  StockLevel,
} from '@stockroom/client/contract';

/** Context of every command that changes stock. */
export interface CommandContext {
  /** A retry with the same key gets the first result and changes nothing. */
  readonly idempotencyKey: string;
  /** Digest of the request. A different request under the same key is rejected. */
  readonly fingerprint: string;
  /** The authenticated caller, as the ledger records it. */
  readonly actor: string;
}

/** An item at a location. */
export type Place = Pick<StockLevel, 'sku' | 'location'>;

/** The stock of an item at a location. */
export type Level = Pick<StockLevel, 'onHand' | 'reserved'>;

/** A change of a level. Both numbers are signed. */
export type LevelChange = Place & Level;

/** A movement without the id and time that the ledger assigns. */
export type MovementDraft = Readonly<Omit<Movement, 'id' | 'at'>>;

/** A reservation without its id. */
export interface ReservationDraft {
  readonly lines: readonly ReservationLine[];
  readonly reference: string;
  readonly actor: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** An item whose stock no other transaction can change until this one ends. */
export interface LockedItem {
  readonly sku: string;
  readonly archived: boolean;
}

/** A transaction on the stock of locked items: everything written through it is applied, or nothing. */
export interface StockTransaction {
  /** Unordered, without duplicates. */
  readonly items: readonly LockedItem[];
  /** Zero at a location where the item has never been. @throws DomainError `unknown-location` */
  level(place: Place): Promise<Level>;
  /**
   * Changes levels and the totals of their items. The stock on hand of a level never falls below its
   * reserved stock.
   *
   * @param changes at most one per place
   * @returns the levels after the changes, in the same order
   * @throws DomainError `unknown-location`, `insufficient-stock`
   */
  changeLevels(changes: readonly LevelChange[]): Promise<Level[]>;
  /** Appends to the ledger. @returns the movements, in the same order */
  append(movements: readonly MovementDraft[]): Promise<Movement[]>;
  /** Stores an active reservation under a new id. */
  insertReservation(draft: ReservationDraft): Promise<Reservation>;
  closeReservation(id: string, status: Reservation['status'], closedAt: Date): Promise<void>;
}

/**
 * Runs commands, each in one transaction. The rows that a command changes are locked first, so that
 * its rule decides on figures that remain valid until they are written. A rule that throws rolls
 * everything back, including its idempotency key. A rule may run again after a transaction conflict,
 * so it must have no other effects.
 *
 * Every method that takes a context may throw the DomainError `idempotency-key-reused`.
 */
export interface UnitOfWork {
  /**
   * Changes the stock of items, once per idempotency key.
   *
   * @returns the rule's result; the first one under this key, which must be JSON
   * @throws DomainError `unknown-sku`
   */
  changeItems<Result>(
    context: CommandContext,
    skus: readonly string[],
    rule: (stock: StockTransaction) => Promise<Result>,
  ): Promise<Result>;
  /**
   * Changes a reservation and the stock of its items, once per idempotency key. The items of a closed
   * reservation are not locked, because it no longer changes.
   *
   * @returns as `changeItems`
   * @throws DomainError `unknown-reservation`
   */
  changeReservation<Result>(
    context: CommandContext,
    id: string,
    rule: (stock: StockTransaction, reservation: Reservation) => Promise<Result>,
  ): Promise<Result>;
  /**
   * Runs many commands in one transaction, with a constant number of round trips. Each is applied once
   * per idempotency key; commands that were already applied are skipped.
   *
   * @param skuOf the item that a command changes
   * @param rule receives the new commands, at least one, and returns a result for each
   * @throws DomainError `unknown-sku`
   */
  changeEach<Command extends { readonly context: CommandContext }>(
    commands: readonly Command[],
    skuOf: (command: Command) => string,
    rule: (stock: StockTransaction, commands: readonly Command[]) => Promise<unknown[]>,
  ): Promise<void>;
  /**
   * Runs the rule for expired active reservations, oldest first, in one transaction each. Skips those
   * that another instance is closing.
   *
   * @returns the number of reservations that were closed, at most `limit`
   */
  changeExpired(
    now: Date,
    limit: number,
    rule: (stock: StockTransaction, reservation: Reservation) => Promise<void>,
  ): Promise<number>;
}
