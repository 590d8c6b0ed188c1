import type {
  Movement,
  Reservation,
  ReservationLine,
  StockLevel,
} from '@stockroom/client/contract';

/** What every command that changes stock comes with. */
export interface CommandContext {
  /** A repeat with the same key gets the first result and changes nothing. */
  readonly idempotencyKey: string;
  /** Digest of the request; a different one under the same key is rejected. */
  readonly fingerprint: string;
  /** Who gives the command. */
  readonly actor: string;
}

/** An item at a location. */
export type Place = Pick<StockLevel, 'sku' | 'location'>;

/** The stock of an item at a location. */
export type Level = Pick<StockLevel, 'onHand' | 'reserved'>;

/** What is added to a level. Both numbers are signed. */
export type LevelChange = Place & Level;

/** A movement before the ledger has given it its id and time. */
export type MovementDraft = Readonly<Omit<Movement, 'id' | 'at'>>;

/** A reservation before it has its id. */
export interface ReservationDraft {
  readonly lines: readonly ReservationLine[];
  readonly reference: string;
  readonly actor: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** An item that no other transaction changes the stock of meanwhile. */
export interface LockedItem {
  readonly sku: string;
  readonly archived: boolean;
}

/** One atomic change of the stock of locked items: all that is written through it, or nothing. */
export interface StockTransaction {
  /** In no order, each once. */
  readonly items: readonly LockedItem[];
  /** Zero where the item has never been. @throws DomainError `unknown-location` */
  level(place: Place): Promise<Level>;
  /**
   * Changes levels, and the totals of their items with them. The stock on hand of a level never
   * falls below what is reserved of it.
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
 * Runs commands, each in one transaction. What a command changes is locked first, so its rule
 * decides on figures that stay true until they are written. A rule that throws rolls everything
 * back, its idempotency key included. A rule may run more than once, where its transaction lost
 * against another: it must have no other effects.
 *
 * Every method that takes a context may throw the DomainError `idempotency-key-reused`.
 */
export interface UnitOfWork {
  /**
   * Changes the stock of items, once for the idempotency key.
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
   * Changes a reservation and the stock of its items, once for the idempotency key. The items of a
   * closed reservation are not locked: nothing of it changes again.
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
   * Runs many commands in one transaction, in few round trips however many there are. Each is
   * applied once for its own idempotency key; those that were applied before are left out.
   *
   * @param skuOf the item that a command changes
   * @param rule gets the commands that are new, at least one, and returns a result for each
   * @throws DomainError `unknown-sku`
   */
  changeEach<Command extends { readonly context: CommandContext }>(
    commands: readonly Command[],
    skuOf: (command: Command) => string,
    rule: (stock: StockTransaction, commands: readonly Command[]) => Promise<unknown[]>,
  ): Promise<void>;
  /**
   * Runs the rule for active reservations that have expired, the oldest first, in one transaction
   * each. It passes over those that another instance is closing.
   *
   * @returns how many there were, at most `limit`
   */
  changeExpired(
    now: Date,
    limit: number,
    rule: (stock: StockTransaction, reservation: Reservation) => Promise<void>,
  ): Promise<number>;
}
