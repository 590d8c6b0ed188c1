import type { Database, Sql } from '../../src/stores/postgres/database.ts';
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { memoryDatabase, memoryStore } from '../fixtures/embedded-store.ts';
import { roundTrips } from './round-trips.ts';
import { storeContract } from './store-contract.ts';
import { storeModel } from './store-model.ts';

storeContract('PGlite', memoryStore);
storeModel('PGlite', memoryStore);

roundTrips(
  'PostgreSQL',
  async (clock, onRoundTrip) => postgresStore(counted(await memoryDatabase(), onRoundTrip), clock),
  {
    receipt: 5,
    firstReceipt: 8,
    repeatedReceipt: 2,
    issue: 5,
    adjustment: 5,
    transfer: 5,
    count: 6,
    reservation: 5,
    reservationOfTenLines: 5,
    confirmation: 7,
    confirmationOfTenLines: 7,
    release: 6,
    releaseOfTenLines: 6,
    refusedRelease: 2,
    expiry: 4,
    hundredReceipts: 8,
  },
);

/** A database that calls back before each statement. */
function counted(database: Database, onStatement: () => void): Database {
  const over = (sql: Sql): Sql => ({
    query: (statement, parameters) => {
      onStatement();
      return sql.query(statement, parameters);
    },
  });
  return {
    ...over(database),
    transaction: (work) => database.transaction((sql) => work(over(sql))),
    close: () => database.close(),
  };
}
