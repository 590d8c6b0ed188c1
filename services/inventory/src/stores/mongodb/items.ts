import type { Item, ItemSort } from '@stockroom/client/contract';
import type { Document, Filter } from 'mongodb';
import { gtin14 } from '../../domain/barcode.ts';
import { decodeCursor, moment, text } from '../../domain/cursor.ts';
import { completed, type ItemFields, patched } from '../../domain/item-fields.ts';
import { refusals } from '../../domain/refusal.ts';
import { isLow } from '../../domain/reorder.ts';
import { searchFor, searchKeys, searchText } from '../../domain/search.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import type { Collections, ItemDocument } from './documents.ts';
import { isDuplicate, type MongoDatabase } from './mongo-database.ts';

type ItemStore = Pick<
  StockStore,
  'createItem' | 'createItems' | 'find' | 'getItem' | 'updateItem' | 'listItems'
>;

/** Items in MongoDB. */
export function itemStore(database: MongoDatabase): ItemStore {
  return {
    async createItem(newItem) {
      const fields = completed(newItem);
      const document = newDocument(fields);
      return database.run(async ({ items }) => {
        try {
          await items.insertOne(document);
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          if (await items.findOne({ _id: fields.sku })) throw refusals.duplicateSku(fields.sku);
          throw refusals.duplicateBarcode(fields.barcode ?? '');
        }
        return itemOf(document);
      });
    },

    async createItems(newItems) {
      const documents = newItems.map((item) => newDocument(completed(item)));
      const skus = documents.map(({ _id }) => _id);
      try {
        await database.transaction(skus, ({ items }, session) =>
          items.insertMany(documents, { session }),
        );
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const taken = await database.run(({ items }) => items.findOne({ _id: { $in: skus } }));
        if (taken) throw refusals.duplicateSku(taken._id);
        const [repeated] = documents.filter(({ _id }, index) => skus.indexOf(_id) < index);
        if (repeated) throw refusals.duplicateSku(repeated._id);
        throw refusals.duplicateBarcode(await takenBarcode(database, documents));
      }
    },

    find: ({ skus, barcodes, locations }) =>
      database.run(async (collections) => {
        const documents = await collections.items
          .find({ $or: [{ _id: { $in: [...skus] } }, { gtin: { $in: barcodes.map(gtin14) } }] })
          .toArray();
        const places = await collections.locations
          .find({ _id: { $in: [...locations] } }, { projection: { _id: 1 } })
          .toArray();
        return { items: documents.map(itemOf), locations: places.map(({ _id }) => _id) };
      }),

    async getItem(sku) {
      const document = await database.run(({ items }) => items.findOne({ _id: sku }));
      if (!document) throw refusals.unknownSku(sku);
      return itemOf(document);
    },

    async updateItem(sku, patch, versions) {
      let barcode: string | null = null;
      try {
        return await database.transaction([sku], async ({ items }, session) => {
          const before = await items.findOneAndUpdate(
            { _id: sku },
            { $inc: { version: 1 }, $set: { updatedAt: new Date() } },
            { session, returnDocument: 'after' },
          );
          if (!before) throw refusals.unknownSku(sku);
          const seen = before.version - 1;
          if (versions && !versions.includes(seen)) throw refusals.versionMismatch(sku, seen);
          const fields = patched(itemOf(before), patch);
          barcode = fields.barcode;
          const low = isLow({ ...fields, available: before.onHand - before.reserved });
          const changed = { ...stored(fields), low };
          await items.updateOne(
            { _id: sku },
            { $set: changed, ...(changed.gtin === undefined ? { $unset: { gtin: '' } } : {}) },
            { session },
          );
          return itemOf({ ...before, ...changed });
        });
      } catch (error) {
        throw isDuplicate(error) && barcode ? refusals.duplicateBarcode(barcode) : error;
      }
    },

    async listItems({ search, category, tag, archived = false, sort = 'sku' }, { limit, cursor }) {
      const { field, direction, position } = sorts[sort];
      const check = field === 'updatedAt' ? moment : text;
      const list = `items:${sort}`;
      const filter: Filter<ItemDocument>[] = [{ archived }];
      if (category !== undefined) filter.push({ category });
      if (tag !== undefined) filter.push({ tags: tag });
      if (search) {
        const { keys, part } = searchFor(search);
        filter.push({ searchKeys: { $all: [...keys] } });
        if (part) filter.push({ searchText: { $regex: escaped(part) } });
      }
      if (cursor) {
        const [value, sku] = decodeCursor(list, cursor, [check, text]);
        filter.push(after(field, direction, field === 'updatedAt' ? new Date(value) : value, sku));
      }
      const documents = await database.run(({ items }) =>
        items
          .find({ $and: filter })
          .sort(field === '_id' ? { _id: direction } : { [field]: direction, _id: direction })
          .limit(limit + 1)
          .batchSize(limit + 2)
          .toArray(),
      );
      return pageOf(list, documents, limit, itemOf, (document) => [
        position(document),
        document._id,
      ]);
    },
  };
}

function newDocument(fields: ItemFields): ItemDocument {
  const now = new Date();
  return {
    _id: fields.sku,
    ...stored(fields),
    version: 1,
    createdAt: now,
    updatedAt: now,
    onHand: 0,
    reserved: 0,
    low: isLow({ ...fields, available: 0 }),
    bookings: 0,
    bookedAt: now,
  };
}

/** The barcode of new items that another one has: one that is stored, or one among themselves. */
async function takenBarcode(
  database: MongoDatabase,
  documents: readonly ItemDocument[],
): Promise<string> {
  const gtins = documents.flatMap(({ gtin }) => gtin ?? []);
  const stored = await database.run(({ items }) => items.findOne({ gtin: { $in: gtins } }));
  const repeated = gtins.find((gtin, index) => gtins.indexOf(gtin) < index);
  const taken = documents.find(({ gtin }) => gtin === (stored?.gtin ?? repeated));
  return taken?.barcode ?? '';
}

/** @throws Refusal `unknown-sku` */
export async function requireItem({ items }: Collections, sku: string): Promise<void> {
  const found = await items.findOne({ _id: sku }, { projection: { _id: 1 } });
  if (!found) throw refusals.unknownSku(sku);
}

interface Sort {
  readonly field: '_id' | 'nameKey' | 'updatedAt';
  readonly direction: 1 | -1;
  readonly position: (document: ItemDocument) => string;
}

const sku = (document: ItemDocument) => document._id;
const name = (document: ItemDocument) => document.nameKey;
const update = (document: ItemDocument) => document.updatedAt.toISOString();

const sorts: Record<ItemSort, Sort> = {
  sku: { field: '_id', direction: 1, position: sku },
  '-sku': { field: '_id', direction: -1, position: sku },
  name: { field: 'nameKey', direction: 1, position: name },
  '-name': { field: 'nameKey', direction: -1, position: name },
  updatedAt: { field: 'updatedAt', direction: 1, position: update },
  '-updatedAt': { field: 'updatedAt', direction: -1, position: update },
};

/** What comes after a place in a list: an index finds it, however far the place is. */
function after(field: string, direction: 1 | -1, value: unknown, sku: string): Document {
  const [beyond, from] = direction === 1 ? ['$gt', '$gte'] : ['$lt', '$lte'];
  if (field === '_id') return { _id: { [beyond]: sku } };
  return {
    [field]: { [from]: value },
    $or: [{ [field]: { [beyond]: value } }, { _id: { [beyond]: sku } }],
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function stored(fields: ItemFields) {
  const text = searchText(fields);
  return {
    name: fields.name,
    description: fields.description,
    category: fields.category,
    tags: fields.tags,
    unit: fields.unit,
    barcode: fields.barcode,
    ...(fields.barcode === null ? {} : { gtin: gtin14(fields.barcode) }),
    attributes: fields.attributes,
    archived: fields.archived,
    price: fields.price,
    reorderPoint: fields.reorderPoint,
    reorderQuantity: fields.reorderQuantity,
    nameKey: fields.name.toLowerCase(),
    searchText: text,
    searchKeys: searchKeys(text),
  };
}

const itemOf = (document: ItemDocument): Item => ({
  sku: document._id,
  name: document.name,
  description: document.description,
  category: document.category,
  tags: document.tags,
  unit: document.unit,
  barcode: document.barcode,
  attributes: document.attributes,
  archived: document.archived,
  price: document.price,
  reorderPoint: document.reorderPoint,
  reorderQuantity: document.reorderQuantity,
  version: document.version,
  createdAt: document.createdAt.toISOString(),
  updatedAt: document.updatedAt.toISOString(),
  stock: {
    onHand: document.onHand,
    reserved: document.reserved,
    available: document.onHand - document.reserved,
  },
});
