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

/** The requested page of a list. */
export interface PageRequest {
  /** Maximum number of entries. */
  readonly limit: number;
  /** `nextCursor` of the previous page; undefined for the first page. */
  readonly cursor?: string | undefined;
}

/** A page of a list. */
export interface Page<Entry> {
  readonly entries: Entry[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Filter and sort order of items. */
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

/** Filter of movements. */
export interface MovementFilter {
  readonly sku?: string | undefined;
  readonly location?: string | undefined;
  readonly kind?: Movement['kind'] | undefined;
  /** Movements at or after this time. */
  readonly since?: Date | undefined;
  /** Movements before this time. */
  readonly until?: Date | undefined;
}

/** A movement and its position in the feed. */
export interface FeedEntry {
  readonly position: string;
  readonly movement: Movement;
}

/** A new item, or a patch of an existing one. */
type ItemChange =
  | { readonly create: NewItem }
  | { readonly sku: string; readonly patch: ItemPatch };

/** What to look up. */
interface Names {
  readonly skus: readonly string[];
  readonly barcodes: readonly string[];
  readonly locations: readonly string[];
}

/** What was found. */
export interface Found {
  /** Items with one of the SKUs or barcodes. */
  readonly items: Item[];
  /** Codes of locations. */
  readonly locations: string[];
}

/**
 * Stores items, stock and the ledger: the commands that change stock, which are the same on every
 * database (see domain/unit-of-work.ts), and the operations that each database implements itself.
 *
 * A violated rule throws a `DomainError`; any other error is a failure of the store. Adapters that
 * pass test/stores/store-contract.ts are interchangeable. Every list may throw the DomainError
 * `malformed-cursor`.
 */
export interface StockStore extends StockCommands {
  /** @throws DomainError `duplicate-sku`, `duplicate-barcode`, `invalid-barcode` */
  createItem(item: NewItem): Promise<Item>;
  /**
   * Creates and changes several items, all or none. If one takes over another's barcode in the same
   * call, it may fail although one after the other would succeed.
   *
   * @param changes at most one per SKU
   * @throws DomainError as `createItem` and `updateItem`
   */
  saveItems(changes: readonly ItemChange[]): Promise<void>;
  /** Looks up many items and locations at once. @throws DomainError `invalid-barcode` */
  find(names: Names): Promise<Found>;
  /** @throws DomainError `unknown-sku` */
  getItem(sku: string): Promise<Item>;
  /**
   * Changes the fields that the patch names.
   *
   * @param versions the item is changed only at one of these versions; undefined allows any
   * @throws DomainError `unknown-sku`, `version-mismatch`, `duplicate-barcode`, `invalid-barcode`
   */
  updateItem(sku: string, patch: ItemPatch, versions?: readonly number[]): Promise<Item>;
  listItems(filter: ItemFilter, page: PageRequest): Promise<Page<Item>>;

  /** @throws DomainError `duplicate-location`, `unknown-location`, `not-a-warehouse` */
  createLocation(location: NewLocation): Promise<Location>;
  /** Sorted by code; with `parent`, only the bins of that warehouse. */
  listLocations(
    filter: { parent?: string | undefined },
    page: PageRequest,
  ): Promise<Page<Location>>;

  /** @throws DomainError `unknown-reservation` */
  getReservation(id: string): Promise<Reservation>;
  /** Newest first. */
  listReservations(
    filter: { status?: ReservationStatus | undefined },
    page: PageRequest,
  ): Promise<Page<Reservation>>;

  /** Sorted by location. @throws DomainError `unknown-sku` */
  listLevels(sku: string, page: PageRequest): Promise<Page<StockLevel>>;
  /** Newest first. @throws DomainError `unknown-sku` for the SKU of the filter */
  listMovements(filter: MovementFilter, page: PageRequest): Promise<Page<Movement>>;
  /**
   * Reads the ledger in the order in which movements became visible, so that reading on after a
   * position misses none, not even one of a slow transaction.
   *
   * @throws DomainError `malformed-cursor` for an invalid position
   */
  readFeed(after: string, limit: number): Promise<FeedEntry[]>;
  /** The position after everything in the feed so far. */
  feedEnd(): Promise<string>;
  /** Items to reorder, sorted by SKU. */
  listLowStock(page: PageRequest): Promise<Page<LowStock>>;
  /** Value of the stock on hand, per currency. */
  valuation(): Promise<Valuation[]>;
  totals(): Promise<Totals>;

  /** Resolves while the store works. */
  ping(): Promise<void>;
  /** Closes the store after its current work. */
  close(): Promise<void>;
}
