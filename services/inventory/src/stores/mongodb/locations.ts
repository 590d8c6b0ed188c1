import type { Location } from '@stockroom/client/contract';
import type { ClientSession } from 'mongodb';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { type Collections, findAll, type LocationDocument } from './documents.ts';
import { isDuplicate, type MongoDatabase } from './mongo-database.ts';

type LocationStore = Pick<StockStore, 'createLocation' | 'listLocations'>;

/** Warehouses and the bins in them, in MongoDB. */
export function locationStore(database: MongoDatabase): LocationStore {
  return {
    createLocation: ({ code, name, parent = null }) =>
      database.run(async ({ locations }) => {
        if (parent !== null) {
          const warehouse = await locations.findOne({ _id: parent });
          if (!warehouse) throw domainErrors.unknownLocation(parent);
          if (warehouse.parent !== null) throw domainErrors.notAWarehouse(parent);
        }
        const document = { _id: code, name, parent };
        await locations.insertOne(document).catch((error: unknown) => {
          throw isDuplicate(error) ? domainErrors.duplicateLocation(code) : error;
        });
        return locationOf(document);
      }),

    async listLocations({ parent }, { limit, cursor }) {
      const [after] = cursor ? decodeCursor('locations', cursor, [text]) : [''];
      const documents = await database.run(({ locations }) =>
        locations
          .find({ ...(parent === undefined ? {} : { parent }), _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(limit + 1)
          .batchSize(limit + 2)
          .toArray(),
      );
      return pageOf('locations', documents, limit, locationOf, ({ _id }) => [_id]);
    },
  };
}

/** @throws DomainError `unknown-location` if one does not exist */
export async function requireLocations(
  locations: Collections['locations'],
  codes: readonly string[],
  session: ClientSession,
): Promise<void> {
  const found = new Set((await findAll(locations, codes, session)).map(({ _id }) => _id));
  const missing = codes.find((code) => !found.has(code));
  if (missing !== undefined) throw domainErrors.unknownLocation(missing);
}

const locationOf = ({ _id, name, parent }: LocationDocument): Location => ({
  code: _id,
  name,
  parent,
});
