import type { Location } from '@stockroom/client/contract';
import { decodeCursor, text } from '../../domain/cursor.ts';
import { domainErrors } from '../../domain/errors.ts';
import { pageOf } from '../paging.ts';
import type { StockStore } from '../stock-store.ts';
import { Conditions } from './conditions.ts';
import type { Database, Sql } from './database.ts';

type LocationStore = Pick<StockStore, 'createLocation' | 'listLocations'>;

/** Warehouses and the bins in them, in PostgreSQL. */
export function locationStore(database: Database): LocationStore {
  return {
    async createLocation({ code, name, parent = null }) {
      if (parent !== null) await requireWarehouse(database, parent);
      const [location] = await database.query<Location>(
        `insert into locations (code, name, parent) values ($1, $2, $3)
         on conflict (code) do nothing
         returning code, name, parent`,
        [code, name, parent],
      );
      if (!location) throw domainErrors.duplicateLocation(code);
      return location;
    },

    async listLocations({ parent }, { limit, cursor }) {
      const where = new Conditions().andIf('parent = ?', parent);
      if (cursor) where.and('code > ?', ...decodeCursor('locations', cursor, [text]));
      const rows = await database.query<Location>(
        `select code, name, parent from locations where ${where}
         order by code limit ${where.parameter(limit + 1)}`,
        where.parameters,
      );
      return pageOf('locations', rows, limit, asIs, ({ code }) => [code]);
    },
  };
}

/** @throws DomainError `unknown-location` if one does not exist */
export async function requireLocations(sql: Sql, codes: readonly string[]): Promise<void> {
  const rows = await sql.query<{ code: string }>(
    'select code from locations where code = any($1)',
    [codes],
  );
  const found = new Set(rows.map(({ code }) => code));
  const missing = codes.find((code) => !found.has(code));
  if (missing !== undefined) throw domainErrors.unknownLocation(missing);
}

async function requireWarehouse(sql: Sql, code: string): Promise<void> {
  const [location] = await sql.query<Location>('select parent from locations where code = $1', [
    code,
  ]);
  if (!location) throw domainErrors.unknownLocation(code);
  if (location.parent !== null) throw domainErrors.notAWarehouse(code);
}

const asIs = <Row>(row: Row): Row => row;
