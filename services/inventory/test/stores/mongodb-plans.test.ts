import { describeWith } from '@stockroom/testing';
import { type Document, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeCursor } from '../../src/domain/cursor.ts';
import { openMongo, prepareMongo } from '../../src/stores/mongodb/mongo-database.ts';
import { mongoStore } from '../../src/stores/mongodb/mongo-store.ts';
import type { StockStore } from '../../src/stores/stock-store.ts';
import { unique } from '../fixtures/unique.ts';
import { mongodb, startMongodb, startTimeout, type TestMongodb } from '../mongodb-server/engine.ts';

/** All of them in complete runs, fewer in interactive ones. */
const count = process.env.STOCKROOM_REQUIRE_ALL ? 100_000 : 10_000;

describeWith([mongodb], `MongoDB with ${count} items`, () => {
  const name = unique('plans');
  let server: TestMongodb;
  let client: MongoClient;
  let store: StockStore;
  const indexes = new Map<string, Record<string, number>[]>();
  const finds: Document[] = [];

  beforeAll(async () => {
    server = await startMongodb();
    client = new MongoClient(server.url, { retryWrites: false });
    await fill();
    const settings = { url: server.url, database: name, tls: false } as const;
    // The indexes are built after the inserts, which is faster.
    await prepareMongo(settings);
    await server.analyze();
    store = mongoStore(
      await openMongo({
        ...settings,
        onCommand: (command) => {
          if ('find' in command) finds.push(structuredClone(command));
        },
      }),
    );
    for (const collection of [
      'items',
      'movements',
      'reservations',
      'locations',
      'levels',
      'told',
    ]) {
      const all = await client.db(name).collection(collection).indexes();
      indexes.set(
        collection,
        all.map(({ key }) => key as Record<string, number>),
      );
    }
  }, startTimeout);
  afterAll(async () => {
    await store?.close();
    await client?.close();
    await server?.stop();
  });

  /** Items in ten categories with movements and reservations, like a large inventory. */
  async function fill(): Promise<void> {
    for (let from = 1; from <= count; from += 10_000) {
      const numbers = Array.from({ length: 10_000 }, (_, index) => from + index);
      await Promise.all([
        insert('items', numbers.map(itemDocument)),
        insert('movements', numbers.map(movementDocument)),
        insert('reservations', numbers.map(reservationDocument)),
        insert('told', numbers.map(publishedDocument)),
      ]);
    }
    await insert(
      'levels',
      Array.from({ length: 500 }, (_, index) => levelDocument(index)),
    );
    await insert(
      'locations',
      Array.from({ length: 500 }, (_, index) => locationDocument(index)),
    );
  }

  const insert = (collection: string, documents: Document[]) =>
    client.db(name).collection(collection).insertMany(documents);

  /** The query of a list, without the lookups before it. */
  async function queryOf(list: (store: StockStore) => Promise<unknown>): Promise<Document> {
    finds.length = 0;
    await list(store);
    const query = finds.findLast(({ sort }) => sort !== undefined);
    if (!query) throw new Error('the list sent no sorted query');
    return query;
  }

  /** Repeats the query, and returns how much the engine read, and from where. */
  async function planOf({ lsid: _, $db, ...query }: Document): Promise<Plan> {
    const { plan } = await client.db(name).command({ explain: query });
    return plan as Plan;
  }

  describe.for(lists)('%s', ([, list, cursor]) => {
    test('an index has the order of the list', async () => {
      const query = await queryOf((store) => list(store, cursor));
      expect(indexes.get(query.find)?.some((index) => serves(index, query))).toBe(true);
    });

    test.skipIf(process.env.MONGODB_URL)(
      'is read from an index, and no page costs more than the first',
      async () => {
        const first = await planOf(await queryOf((store) => list(store)));
        expectIndex(first);
        if (cursor === undefined) return;
        const later = await planOf(await queryOf((store) => list(store, cursor)));
        expectIndex(later);
        expect(documentsRead(later)).toBeLessThanOrEqual(documentsRead(first) * 1.2 + 20);
      },
    );
  });
});

/**
 * Whether an index finds the entries of a list one after the other in their order, wherever a page
 * begins: its fields are all that the query wants equal to something, then those that it sorts by.
 * Only whether an item is archived may be looked up: nearly none of what it finds is.
 * MongoDB and DocumentDB read such an index until the page is full. The engine of the test server
 * sorts what it finds in the index itself, so that its plans alone would not show it.
 */
function serves(index: Record<string, number>, { filter, sort }: Document): boolean {
  const order = [...sort.entries()] as [string, number][];
  const fields = Object.entries(index);
  const prefix = fields.slice(0, fields.length - order.length).map(([field]) => field);
  const equal = equalIn(filter);
  const directions = new Set(
    fields.slice(prefix.length).map(([, direction], at) => direction * Number(order[at]?.[1])),
  );
  return (
    prefix.every((field) => equal.has(field)) &&
    [...equal].every((field) => prefix.includes(field) || field === 'archived') &&
    order.every(([field], at) => fields[prefix.length + at]?.[0] === field) &&
    directions.size === 1
  );
}

/** The fields that must equal a value. */
function equalIn(filter: Document): Set<string> {
  const conditions: Document[] = filter.$and ?? [filter];
  return new Set(
    conditions.flatMap((condition) =>
      Object.entries(condition).flatMap(([field, value]) =>
        typeof value !== 'object' || value === null || '$all' in value ? [field] : [],
      ),
    ),
  );
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
/**
 * The documents that were read, whether they matched or not. The way the engine intersects indexes
 * does not count: MongoDB and DocumentDB read one of them.
 */
const documentsRead = (plan: Plan): number =>
  nodesOf(plan)
    .filter((node) => /^(Bitmap Heap|Index|Seq) Scan$/.test(node['Node Type']))
    .reduce(
      (sum, node) =>
        sum +
        node['Actual Rows'] +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0),
      0,
    );

function expectIndex(plan: Plan): void {
  const types = nodesOf(plan).map((node) => node['Node Type']);
  expect(types.some((type) => type.includes('Index'))).toBe(true);
  expect(types).not.toContain('Seq Scan');
}

const now = Date.now();
const text = (number: number, length = 7) => String(number).padStart(length, '0');
const middle = `SKU-${text(count / 2)}`;
const at = (list: string, ...position: (string | number)[]) => encodeCursor(list, position);
const halfway = new Date(now - count * 500).toISOString();
const page = (cursor?: string) => ({ limit: 50, cursor });

type List = (store: StockStore, cursor?: string) => Promise<unknown>;

const lists: [name: string, list: List, cursor?: string][] = [
  ['items', (s, cursor) => s.listItems({}, page(cursor)), at('items:sku', middle, middle)],
  [
    'items by name',
    (s, cursor) => s.listItems({ sort: 'name' }, page(cursor)),
    at('items:name', 'thing 5', middle),
  ],
  [
    'items by last change',
    (s, cursor) => s.listItems({ sort: '-updatedAt' }, page(cursor)),
    at('items:-updatedAt', halfway, middle),
  ],
  [
    'items of a category',
    (s, cursor) => s.listItems({ category: 'Category 3' }, page(cursor)),
    at('items:sku', middle, middle),
  ],
  [
    'items of a category by name',
    (s, cursor) => s.listItems({ category: 'Category 3', sort: '-name' }, page(cursor)),
    at('items:-name', 'thing 5', middle),
  ],
  [
    'items of a category by last change',
    (s, cursor) => s.listItems({ category: 'Category 3', sort: 'updatedAt' }, page(cursor)),
    at('items:updatedAt', halfway, middle),
  ],
  [
    'items with a tag',
    (s, cursor) => s.listItems({ tag: 'tag-7' }, page(cursor)),
    at('items:sku', middle, middle),
  ],
  ['a search for few', (s) => s.listItems({ search: '0007' }, page())],
  [
    'a search for many',
    (s, cursor) => s.listItems({ search: 'thing' }, page(cursor)),
    at('items:sku', middle, middle),
  ],
  ['locations', (s, cursor) => s.listLocations({}, page(cursor)), at('locations', 'LOC-0000250')],
  [
    'bins of a warehouse',
    (s, cursor) => s.listLocations({ parent: 'LOC-0000000' }, page(cursor)),
    at('locations', 'LOC-0000250'),
  ],
  [
    'levels of an item',
    (s, cursor) => s.listLevels(middle, page(cursor)),
    at('levels', 'LOC-0000250'),
  ],
  ['low stock', (s, cursor) => s.listLowStock(page(cursor)), at('low-stock', middle)],
  ['movements', (s, cursor) => s.listMovements({}, page(cursor)), at('movements', halfway)],
  [
    'movements of an item',
    (s, cursor) => s.listMovements({ sku: middle }, page(cursor)),
    at('movements', halfway),
  ],
  [
    'movements at a location',
    (s, cursor) => s.listMovements({ location: 'LOC-0000007' }, page(cursor)),
    at('movements', halfway),
  ],
  [
    'movements of a kind',
    (s, cursor) => s.listMovements({ kind: 'count' }, page(cursor)),
    at('movements', halfway),
  ],
  [
    'reservations',
    (s, cursor) => s.listReservations({}, page(cursor)),
    at('reservations', text(count / 2)),
  ],
  [
    'active reservations',
    (s, cursor) => s.listReservations({ status: 'active' }, page(cursor)),
    at('reservations', text(count / 2)),
  ],
  ['reservations that are due', (s) => s.expireReservations(50)],
  ['the feed', (s) => s.readFeed(at('feed', count - 50), 50)],
];

function itemDocument(number: number): Document {
  const sku = `SKU-${text(number)}`;
  const title = `thing ${text((number * 7_919) % count)}`;
  const searchText = `${sku}${title}`.toLowerCase();
  const searchKeys = Array.from(searchText.slice(2), (_, start) =>
    searchText.slice(start, start + 3),
  );
  return {
    _id: sku,
    name: title,
    description: '',
    category: `Category ${number % 10}`,
    tags: [`tag-${number % 1_000}`],
    unit: 'piece',
    barcode: null,
    attributes: {},
    archived: false,
    price: null,
    reorderPoint: 0,
    reorderQuantity: 0,
    nameKey: title,
    searchText,
    searchKeys: [...new Set(searchKeys)],
    version: 1,
    createdAt: new Date(now),
    updatedAt: new Date(now - number * 1_000),
    onHand: 5,
    reserved: 0,
    low: number % 200 === 0,
    bookings: 0,
    bookedAt: new Date(now),
  };
}

function movementDocument(number: number): Document {
  const moment = new Date(now - number * 1_000);
  // One item has many movements, more than a page.
  const sku = number % 100 === 0 ? middle : `SKU-${text(number)}`;
  return {
    _id: `${moment.toISOString()}_000000000000.000_${sku}`,
    kind: number % 50 === 0 ? 'count' : 'receipt',
    sku,
    location: `LOC-${text(number % 50)}`,
    quantity: 5,
    balance: 5,
    reason: '',
    reference: '',
    actor: 'x',
    idempotencyKey: String(number),
    reservation: null,
    at: moment,
  };
}

const reservationDocument = (number: number): Document => ({
  _id: text(number),
  status: number % 100 === 0 ? 'active' : 'confirmed',
  lines: [],
  reference: '',
  actor: 'x',
  createdAt: new Date(now),
  expiresAt: new Date(now + 86_400_000 + number),
  closedAt: null,
});

const publishedDocument = (number: number): Document => ({
  _id: number,
  movement: movementDocument(number)._id,
});

const levelDocument = (number: number): Document => ({
  _id: `${middle} LOC-${text(number)}`,
  sku: middle,
  location: `LOC-${text(number)}`,
  onHand: 5,
  reserved: 0,
  available: 5,
});

const locationDocument = (number: number): Document => ({
  _id: `LOC-${text(number)}`,
  name: 'x',
  parent: number === 0 ? null : 'LOC-0000000',
});
