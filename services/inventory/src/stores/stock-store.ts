import type {
  Item,
  ItemPatch,
  ItemSort,
  Location,
  LowStock,
  Movement,
  NewItem,
  NewLocation,
  Reservation,
  ReservationStatus,
  StockLevel,
  Totals,
  Valuation,
} from '@stockroom/client/contract';
import type { StockCommands } from '../domain/stock-commands.ts';

/** Which part of a list is wanted. */
export interface PageRequest {
  /** At most so many entries. */
  readonly limit: number;
  /** `nextCursor` of the page before; the beginning without it. */
  readonly cursor?: string | undefined;
}

/** A part of a list, and where it goes on. */
export interface Page<Entry> {
  readonly entries: Entry[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Which items are wanted, and in which order. */
export interface ItemFilter {
  /** Part of the SKU, the name, the barcode or a tag (see domain/search.ts). */
  readonly search?: string | undefined;
  readonly category?: string | undefined;
  readonly tag?: string | undefined;
  /** Archived items instead of the others. Default false. */
  readonly archived?: boolean | undefined;
  /** Default `sku`. */
  readonly sort?: ItemSort | undefined;
}

/** Which movements are wanted. */
export interface MovementFilter {
  readonly sku?: string | undefined;
  readonly location?: string | undefined;
  readonly kind?: Movement['kind'] | undefined;
  /** Not earlier than this moment. */
  readonly since?: Date | undefined;
  /** Earlier than this moment. */
  readonly until?: Date | undefined;
}

/** A movement and its place in the feed. */
export interface FeedEntry {
  readonly position: string;
  readonly movement: Movement;
}

/** An item that is new, or what changes of one that is there. */
export type ItemChange =
  | { readonly create: NewItem }
  | { readonly sku: string; readonly patch: ItemPatch };

/** What is looked for, by names. */
export interface Names {
  readonly skus: readonly string[];
  readonly barcodes: readonly string[];
  readonly locations: readonly string[];
}

/** What there is of what was looked for. */
export interface Found {
  /** Items with one of the SKUs or barcodes. */
  readonly items: Item[];
  /** Codes of locations. */
  readonly locations: string[];
}

/**
 * Where items, stock and the ledger are kept: the commands that change stock, which are the same
 * over every database (see domain/unit-of-work.ts), and what each database does in its own way.
 *
 * What a rule forbids is thrown as a `DomainError`; anything else that is thrown is a failure of the
 * store itself. Adapters that pass test/stores/store-contract.ts are interchangeable. Every list
 * may throw the DomainError `malformed-cursor`.
 */
export interface StockStore extends StockCommands {
  /** @throws DomainError `duplicate-sku`, `duplicate-barcode`, `invalid-barcode` */
  createItem(item: NewItem): Promise<Item>;
  /**
   * Creates and changes several items, all or none. Where one takes over another's barcode at the
   * same time it may refuse what one after the other were right.
   *
   * @param changes at most one per SKU
   * @throws DomainError those of `createItem` and `updateItem`
   */
  saveItems(changes: readonly ItemChange[]): Promise<void>;
  /** Finds what there is of many things at once. @throws DomainError `invalid-barcode` */
  find(names: Names): Promise<Found>;
  /** @throws DomainError `unknown-sku` */
  getItem(sku: string): Promise<Item>;
  /**
   * Changes the fields that the patch names.
   *
   * @param versions the change is made only if the item is at one of them; any without it
   * @throws DomainError `unknown-sku`, `version-mismatch`, `duplicate-barcode`, `invalid-barcode`
   */
  updateItem(sku: string, patch: ItemPatch, versions?: readonly number[]): Promise<Item>;
  listItems(filter: ItemFilter, page: PageRequest): Promise<Page<Item>>;

  /** @throws DomainError `duplicate-location`, `unknown-location`, `not-a-warehouse` */
  createLocation(location: NewLocation): Promise<Location>;
  /** By code; only the bins of a warehouse where one is named. */
  listLocations(
    filter: { parent?: string | undefined },
    page: PageRequest,
  ): Promise<Page<Location>>;

  /** @throws DomainError `unknown-reservation` */
  getReservation(id: string): Promise<Reservation>;
  /** The newest first. */
  listReservations(
    filter: { status?: ReservationStatus | undefined },
    page: PageRequest,
  ): Promise<Page<Reservation>>;

  /** By location. @throws DomainError `unknown-sku` */
  listLevels(sku: string, page: PageRequest): Promise<Page<StockLevel>>;
  /** The newest first. @throws DomainError `unknown-sku` where the filter names one */
  listMovements(filter: MovementFilter, page: PageRequest): Promise<Page<Movement>>;
  /**
   * The ledger as it grew: entries come in the order in which they became visible, so that whoever
   * reads on after a position misses none, also not one that took long to be written.
   *
   * @throws DomainError `malformed-cursor` where the position is none
   */
  readFeed(after: string, limit: number): Promise<FeedEntry[]>;
  /** The position after everything that is in the feed by now. */
  feedEnd(): Promise<string>;
  /** What should be ordered, by SKU. */
  listLowStock(page: PageRequest): Promise<Page<LowStock>>;
  /** What the stock on hand is worth, per currency. */
  valuation(): Promise<Valuation[]>;
  totals(): Promise<Totals>;

  /** Resolves while the store can do its work. */
  ping(): Promise<void>;
  /** Ends the store once what runs is done. */
  close(): Promise<void>;
}
