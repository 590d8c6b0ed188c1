import { afterAll, beforeAll } from 'vitest';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { openPool } from '../../src/stores/postgres/pool-database.ts';
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { startPostgres } from '../fixtures/postgres-server.ts';
import { storeContract } from './store-contract.ts';
import { storeModel } from './store-model.ts';

let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const open = async (clock: () => Date) => {
  const database = openPool(await postgres.newDatabase());
  await migrate(database);
  return postgresStore(database, clock);
};

storeContract('PostgreSQL', open);
storeModel('PostgreSQL', open);
