import type { Item, ItemPatch, ItemSort } from '@stockroom/client/contract';
import type { Document, Filter } from 'mongodb';
import { gtin14 } from '../../domain/barcode.ts';
import { decodeCursor, text, timestamp } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import { completed, patched } from '../../domain/item.ts';
import { isLow } from '../../domain/reorder.ts';
import { searchFor, searchKeys, searchText } from '../../domain/search.ts';
import { documentFromFields, fieldsFromDocument, type ItemFields } from '../../item-columns.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { type Collections, findAll, type ItemDocument } from './documents.ts';
import { isDuplicate, type MongoDatabase, type Transaction } from './mongo-database.ts';

type ItemStore = Pick<
  StockStore,
  'createItem' | 'saveItems' | 'find' | 'getItem' | 'updateItem' | 'listItems'
>;

/** Items in MongoDB. */
export function itemStore(database: MongoDatabase): ItemStore {
  return {
    createItem: (newItem) =>
      database.run(async (collections) => {
        const document = newDocument(completed(newItem));
        await collections.items
          .insertOne(document)
          .catch(translateDuplicates(collections, [document], [document._id]));
        return itemOf(document);
      }),

    async saveItems(changes) {
      const created = changes.flatMap((change) =>
        'create' in change ? [newDocument(completed(change.create))] : [],
      );
      const patches = changes.flatMap((change) => ('patch' in change ? [change] : []));
      const news = created.map(({ _id }) => _id);
      const mutexes = [...news, ...patches.map(({ sku }) => sku)];
      await database.transaction(mutexes, async (transaction) => {
        // Updates first: a new item may take a barcode that they give up.
        if (patches.length > 0) await patchAll(transaction, patches);
        if (created.length === 0) return;
        await transaction.items
          .insertMany(created, { session: transaction.session })
          .catch(translateDuplicates(transaction, created, news));
      });
    },

    find: ({ skus, barcodes, locations }) =>
      database.run(async (collections) => {
        const documents = await collections.items
          .find({ $or: [{ _id: { $in: [...skus] } }, { gtin: { $in: barcodes.map(gtin14) } }] })
          .batchSize(skus.length + barcodes.length + 1)
          .toArray();
        const places = await findAll(collections.locations, locations);
        return { items: documents.map(itemOf), locations: places.map(({ _id }) => _id) };
      }),

    async getItem(sku) {
      const document = await database.run(({ items }) => items.findOne({ _id: sku }));
      if (!document) throw domainErrors.unknownSku(sku);
      return itemOf(document);
    },

    updateItem: (sku, patch, versions) =>
      database.transaction([sku], async (transaction) => {
        const [changed] = await patchAll(transaction, [{ sku, patch, versions }]);
        return itemOf(changed as ItemDocument);
      }),

    async listItems({ search, category, tag, archived = false, sort = 'sku' }, { limit, cursor }) {
      const { field, direction, position } = sorts[sort];
      const check = field === 'updatedAt' ? timestamp : text;
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

interface Change {
  readonly sku: string;
  readonly patch: ItemPatch;
  readonly versions?: readonly number[] | undefined;
}

/**
 * Changes items. The first write locks them, so that concurrent changes of one item take turns.
 *
 * @throws DomainError `unknown-sku`, `version-mismatch`, `duplicate-barcode`
 */
async function patchAll(
  transaction: Transaction,
  changes: readonly Change[],
): Promise<ItemDocument[]> {
  const { items, session } = transaction;
  const skus = changes.map(({ sku }) => sku);
  const taken = { $inc: { version: 1 }, $set: { updatedAt: new Date() } };
  await items.updateMany({ _id: { $in: skus } }, taken, { session });
  const documents = await findAll(items, skus, session);
  const before = new Map(documents.map((document) => [document._id, document]));

  const changed = changes.map(({ sku, patch, versions }): ItemDocument => {
    const document = before.get(sku);
    if (!document) throw domainErrors.unknownSku(sku);
    const seen = document.version - 1;
    if (versions && !versions.includes(seen)) throw domainErrors.versionMismatch(sku, seen);
    const fields = patched(itemOf(document), patch);
    const available = document.onHand - document.reserved;
    const { gtin: _, ...rest } = document;
    return { ...rest, ...stored(fields), low: isLow({ ...fields, available }) };
  });
  const updates = changed.map((item) => {
    const { _id, ...fields } = stored(itemOf(item));
    const set = { ...fields, low: item.low };
    const unset = set.gtin === undefined && { $unset: { gtin: '' as const } };
    return { updateOne: { filter: { _id }, update: { $set: set, ...unset } } };
  });
  await items.bulkWrite(updates, { session }).catch(translateDuplicates(transaction, changed));
  return changed;
}

/**
 * Turns a duplicate key error into the domain error: an SKU that exists already, or a barcode that
 * another item has, stored or among those written.
 *
 * @param created the SKUs among them that are new
 */
const translateDuplicates =
  (
    { items }: Collections,
    written: readonly ItemDocument[],
    created: readonly string[] = [],
  ): ((error: unknown) => Promise<never>) =>
  async (error) => {
    if (!isDuplicate(error)) throw error;
    const existing = await items.findOne({ _id: { $in: [...created] } });
    if (existing) throw domainErrors.duplicateSku(existing._id);

    const gtins = written.flatMap(({ gtin }) => gtin ?? []);
    const owners = await items
      .find({ gtin: { $in: gtins } })
      .batchSize(gtins.length + 1)
      .toArray();
    const barcoded = written.flatMap(({ _id, gtin, barcode }) =>
      gtin === undefined || barcode === null ? [] : [{ _id, gtin, barcode }],
    );
    const duplicate = barcoded.find(({ _id, gtin }) =>
      [...owners, ...written].some((other) => other.gtin === gtin && other._id !== _id),
    );
    // The owner may no longer have the barcode.
    const { barcode } = duplicate ?? barcoded[0] ?? {};
    if (barcode === undefined) {
      throw new Error('MongoDB reports a duplicate key, but no written item has a barcode.', {
        cause: error,
      });
    }
    throw domainErrors.duplicateBarcode(barcode);
  };

/** @throws DomainError `unknown-sku` */
export async function requireItem({ items }: Collections, sku: string): Promise<void> {
  const found = await items.findOne({ _id: sku }, { projection: { _id: 1 } });
  if (!found) throw domainErrors.unknownSku(sku);
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

/** Matches what follows a position in a list. An index serves it at any depth. */
function after(field: string, direction: 1 | -1, value: unknown, sku: string): Document {
  const [beyond, from] = direction === 1 ? ['$gt', '$gte'] : ['$lt', '$lte'];
  if (field === '_id') return { _id: { [beyond]: sku } };
  return {
    [field]: { [from]: value },
    $or: [{ [field]: { [beyond]: value } }, { _id: { [beyond]: sku } }],
  };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The fields of a document that an item's fields determine. */
function stored(fields: ItemFields) {
  const text = searchText(fields);
  return {
    ...documentFromFields(fields),
    ...(fields.barcode === null ? {} : { gtin: gtin14(fields.barcode) }),
    nameKey: fields.name.toLowerCase(),
    searchText: text,
    searchKeys: searchKeys(text),
  };
}

const itemOf = (document: ItemDocument): Item => ({
  ...fieldsFromDocument(document),
  version: document.version,
  createdAt: document.createdAt.toISOString(),
  updatedAt: document.updatedAt.toISOString(),
  stock: {
    onHand: document.onHand,
    reserved: document.reserved,
    available: document.onHand - document.reserved,
  },
});
