import type { Movement, ReservationLine, ReservationStatus } from '@stockroom/client/contract';
import type { ClientSession, Collection, Db, Filter, IndexDescription, WithId } from 'mongodb';
import type { ItemFieldsDocument } from '../../item-columns.ts';

/** An item with its totals. `_id` is the SKU. */
export interface ItemDocument extends ItemFieldsDocument {
  /** The barcode's 14 digits; absent without a barcode, so that the sparse index omits the item. */
  gtin?: string;
  nameKey: string;
  searchText: string;
  searchKeys: string[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
  onHand: number;
  reserved: number;
  /** Whether it needs to be reordered. */
  low: boolean;
  /** Number of commands that locked the item. Each increments it first, so that they take turns. */
  bookings: number;
  /** When it was last locked, by the latest of all instances' clocks. */
  bookedAt: Date;
}

/** A warehouse or a bin. `_id` is the code. */
export interface LocationDocument {
  _id: string;
  name: string;
  parent: string | null;
}

/** An item's quantities at a location. `_id` is both codes. */
export interface LevelDocument {
  _id: string;
  sku: string;
  location: string;
  onHand: number;
  reserved: number;
  available: number;
}

/** A movement in the ledger. Sorting by `_id` sorts the ledger (see movements.ts). */
export interface MovementDocument extends Omit<Movement, 'id' | 'at'> {
  _id: string;
  at: Date;
}

export interface ReservationDocument {
  _id: string;
  status: ReservationStatus;
  lines: ReservationLine[];
  reference: string;
  actor: string;
  createdAt: Date;
  expiresAt: Date;
  closedAt: Date | null;
  /** Number of commands that locked it in order to close it. */
  turns?: number;
}

/** A movement that is not in the feed yet. `_id` is the movement's. */
interface OutboxDocument {
  _id: string;
}

/** A movement's position in the feed, which is the `_id`. The document 0 counts published movements. */
interface PublishedDocument {
  _id: number;
  movement?: string;
  count?: number;
  /** Number of transactions that locked it in order to publish movements. */
  turns?: number;
}

/** The result of a command, by its idempotency key, which is the `_id`. */
export interface RequestDocument {
  _id: string;
  fingerprint: string;
  /** The first result. */
  answer: unknown;
  at: Date;
}

/** The collections of the store. */
export interface Collections {
  readonly items: Collection<ItemDocument>;
  readonly locations: Collection<LocationDocument>;
  readonly levels: Collection<LevelDocument>;
  readonly movements: Collection<MovementDocument>;
  readonly reservations: Collection<ReservationDocument>;
  readonly requests: Collection<RequestDocument>;
  readonly outbox: Collection<OutboxDocument>;
  readonly published: Collection<PublishedDocument>;
}

/** Their names in the database. The last two are the names in existing databases. */
const names = {
  items: 'items',
  locations: 'locations',
  levels: 'levels',
  movements: 'movements',
  reservations: 'reservations',
  requests: 'requests',
  outbox: 'untold',
  published: 'told',
} as const satisfies Record<keyof Collections, string>;

export const collectionsOf = (database: Db): Collections => ({
  items: database.collection(names.items),
  locations: database.collection(names.locations),
  levels: database.collection(names.levels),
  movements: database.collection(names.movements),
  reservations: database.collection(names.reservations),
  requests: database.collection(names.requests),
  outbox: database.collection(names.outbox),
  published: database.collection(names.published),
});

/** The existing documents with these ids, in one batch, unordered. */
export const findAll = <Document extends { _id: string }>(
  collection: Collection<Document>,
  ids: readonly string[],
  session?: ClientSession,
): Promise<WithId<Document>[]> => {
  const wanted = [...new Set(ids)];
  return collection
    .find({ _id: { $in: wanted } } as Filter<Document>, session && { session })
    .batchSize(wanted.length + 1)
    .toArray();
};

/** The indexes by collection name. Every list is served by one of them, or by `_id`. */
export const indexes: Record<(typeof names)[keyof Collections], IndexDescription[]> = {
  items: [
    { name: 'by_gtin', key: { gtin: 1 }, unique: true, sparse: true },
    { name: 'by_sku', key: { archived: 1, _id: 1 } },
    { name: 'by_name', key: { archived: 1, nameKey: 1, _id: 1 } },
    { name: 'by_update', key: { archived: 1, updatedAt: 1, _id: 1 } },
    { name: 'by_category_and_sku', key: { archived: 1, category: 1, _id: 1 } },
    { name: 'by_category_and_name', key: { archived: 1, category: 1, nameKey: 1, _id: 1 } },
    { name: 'by_category_and_update', key: { archived: 1, category: 1, updatedAt: 1, _id: 1 } },
    { name: 'by_tag', key: { tags: 1, _id: 1 } },
    { name: 'by_text', key: { searchKeys: 1, _id: 1 } },
    { name: 'low', key: { low: 1, _id: 1 } },
  ],
  locations: [{ name: 'by_parent', key: { parent: 1, _id: 1 } }],
  levels: [{ name: 'by_item', key: { sku: 1, location: 1 } }],
  movements: [
    { name: 'by_item', key: { sku: 1, _id: 1 } },
    { name: 'by_location', key: { location: 1, _id: 1 } },
    { name: 'by_kind', key: { kind: 1, _id: 1 } },
  ],
  reservations: [
    { name: 'by_status', key: { status: 1, _id: 1 } },
    { name: 'due', key: { status: 1, expiresAt: 1 } },
  ],
  requests: [],
  untold: [],
  told: [],
};
