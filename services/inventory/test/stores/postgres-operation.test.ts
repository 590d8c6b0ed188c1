import { setTimeout as wait } from 'node:timers/promises';
import { createService, readConfig } from '@stockroom/service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventory } from '../../src/app.ts';
import { environment } from '../../src/config.ts';
import { manifest } from '../../src/manifest.ts';
import { credentialSource } from '../../src/stores/credentials.ts';
import { openStore as openConfigured, prepareStore } from '../../src/stores/open-store.ts';
import { migrate } from '../../src/stores/postgres/migrate.ts';
import { migrations } from '../../src/stores/postgres/migrations.ts';
import { openPool, type PoolSettings } from '../../src/stores/postgres/pool-database.ts';
import { postgresStore } from '../../src/stores/postgres/postgres-store.ts';
import { StoreUnavailable } from '../../src/stores/unavailable.ts';
import { unsigned } from '../fixtures/api.ts';
import { expectNothingLostByKills, kills } from '../fixtures/kill-under-load.ts';
import { startPostgres } from '../fixtures/postgres-server.ts';
import { runMigration } from '../fixtures/process.ts';
import { expectNoDeadlock, expectNoOverselling } from '../fixtures/two-processes.ts';
import { context } from '../fixtures/unique.ts';

let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

/** The service's environment for a database. */
const environmentFor = (host: string, port: number, database: string) => ({
  DATABASE_KIND: 'postgres',
  DATABASE_HOST: host,
  DATABASE_PORT: String(port),
  DATABASE_NAME: database,
  DATABASE_TLS: 'false',
  DATABASE_USERNAME: postgres.admin.username,
  DATABASE_PASSWORD: postgres.admin.password,
});

/** An open store on an empty database, until the end of the block that uses it. */
async function openStore(settings?: PoolSettings) {
  const used = settings ?? (await postgres.newDatabase());
  const database = openPool(used);
  await migrate(database);
  const store = postgresStore(database);
  return {
    store,
    settings: used,
    async stock(sku: string, quantity: number) {
      await store.createItem({ sku, name: sku });
      await store.receive({ sku, location: 'MAIN', quantity }, context());
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

describe('two processes on one PostgreSQL', () => {
  const where = (database: string) => {
    const { port, admin } = postgres;
    return { kind: 'postgres', port, database, ...admin } as const;
  };

  test('make exactly as many reservations as there are units, out of four times as many', async () => {
    await using opened = await openStore();
    await expectNoOverselling(opened.store, where(opened.settings.database));
  });

  test('never block each other with crossing lines, and leave nothing partial', async () => {
    await using opened = await openStore();
    await expectNoDeadlock(opened.store, where(opened.settings.database));
  });
});

test('instances that start concurrently migrate the schema once', async () => {
  const settings = await postgres.newDatabase();
  const instances = Array.from({ length: 4 }, () => openPool(settings));
  await Promise.all(instances.map((database) => migrate(database)));
  const applied = await instances[0]?.query('select number from migrations');
  expect(applied).toHaveLength(migrations.length);
  await Promise.all(instances.map((database) => database.close()));
});

test('the migration migrates an empty database once', async () => {
  const { host, port, database } = await postgres.newDatabase();
  const variables = environmentFor(host, port, database);
  const first = await runMigration(variables);
  expect(first).toMatchObject({ code: 0 });
  for (const { name } of migrations)
    expect(first.output).toContain(`inventory: migration: ${name}\n`);
  expect(first.output).toContain('the database is now up to date');
  expect(await runMigration(variables)).toMatchObject({
    code: 0,
    output: expect.stringContaining('already up to date'),
  });
  const unavailable = readConfig(environment, { ...variables, DATABASE_PORT: '1' });
  await expect(prepareStore(unavailable)).rejects.toThrow('PostgreSQL is unavailable: connect');
});

test('a start does not wait for an unrelated migration', async () => {
  const settings = await postgres.newDatabase();
  const [database, later] = [openPool(settings), openPool({ ...settings, responseTimeout: 500 })];
  await migrate(database);
  await database.transaction(async (sql) => {
    // As a running migration does.
    await sql.query('select pg_advisory_xact_lock(4702001)');
    expect(await migrate(later)).toEqual([]);
  });
  await Promise.all([database.close(), later.close()]);
});

test('a password rotation while the service runs fails no request', async () => {
  const settings = await postgres.newDatabase();
  await postgres.run("create role app login password 'old'");
  await postgres.run(`alter database ${settings.database} owner to app`);
  let secret = { username: 'app', password: 'old' };
  let reads = 0;
  const credentials = credentialSource(secret, async () => {
    reads += 1;
    return secret;
  });
  await using opened = await openStore({ ...settings, credentials });
  const { store } = opened;
  await store.createLocation({ code: 'MAIN', name: 'Main' });
  await opened.stock('A', 1_000);

  // Writers that keep writing while the password changes.
  let rotated = false;
  let written = 0;
  const writer = async () => {
    let afterwards = 0;
    while (afterwards < 10) {
      if (rotated) afterwards += 1;
      await store.issue({ sku: 'A', location: 'MAIN', quantity: 1 }, context());
      written += 1;
    }
  };
  const writers = Promise.all([writer(), writer(), writer()]);
  secret = { username: 'app', password: 'new' };
  await postgres.run("alter role app password 'new'");
  rotated = true;
  await writers;
  // More connections than before: the new ones use the new password.
  await Promise.all(Array.from({ length: 10 }, () => store.ping()));
  expect(reads).toBe(1);
  expect((await store.getItem('A')).stock.onHand).toBe(1_000 - written);
});

test('an unavailable database is a 503 in bounded time, and recovers', async () => {
  await using opened = await openStore();
  const { store } = opened;
  const service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
  await service.register(inventory(store, unsigned));
  const get = (url: string) => service.inject({ url });
  expect((await get('/ready')).statusCode).toBe(200);

  await postgres.server.stop();
  const began = performance.now();
  const response = await get('/api/v1/items');
  expect(performance.now() - began).toBeLessThan(6_000);
  expect(response.statusCode).toBe(503);
  expect(response.headers['retry-after']).toBe('1');
  expect(response.json()).toMatchObject({
    type: 'urn:stockroom:problem:database-unavailable',
    title: 'The database is unavailable',
  });
  expect((await get('/ready')).statusCode).toBe(503);
  expect((await get('/health')).statusCode).toBe(200);

  await postgres.server.start();
  while ((await get('/api/v1/items')).statusCode !== 200) await wait(20);
  expect((await get('/ready')).statusCode).toBe(200);
  await service.close();
});

test(`no acknowledged movement is lost or duplicated by kill -9 under load, ${kills} times`, {
  timeout: 600_000,
}, async () => {
  const { host, port, database } = await postgres.newDatabase();
  await expectNothingLostByKills(environmentFor(host, port, database));
});

describe('a reader beside the writer', () => {
  /** A store whose reader is a different, empty database: its reads do not see the writes. */
  async function withEmptyReader() {
    const database = openPool(await postgres.newDatabase());
    const reader = openPool(await postgres.newDatabase());
    await Promise.all([migrate(database), migrate(reader)]);
    return postgresStore(database, undefined, reader);
  }

  test('serves reports and history, and nothing that decides about stock', async () => {
    const store = await withEmptyReader();
    const begin = await store.feedEnd();
    await store.createLocation({ code: 'MAIN', name: 'Main' });
    const price = { amount: 100, currency: 'EUR' };
    await store.createItem({ sku: 'A', name: 'A', price, reorderPoint: 50 });
    await store.receive({ sku: 'A', location: 'MAIN', quantity: 10 }, context());
    const lines = [{ sku: 'A', location: 'MAIN', quantity: 4 }];
    const { id } = await store.reserve({ lines }, context());
    const page = { limit: 10 };

    expect((await store.listMovements({ sku: 'A' }, page)).entries).toEqual([]);
    expect((await store.listLowStock(page)).entries).toEqual([]);
    expect(await store.valuation()).toEqual([]);
    expect(await store.totals()).toMatchObject({ items: 0, onHand: 0 });

    expect((await store.getItem('A')).stock).toEqual({ onHand: 10, reserved: 4, available: 6 });
    expect((await store.listItems({}, page)).entries).toHaveLength(1);
    expect((await store.listLocations({}, page)).entries).toHaveLength(1);
    expect((await store.listLevels('A', page)).entries).toHaveLength(1);
    expect((await store.getReservation(id)).status).toBe('active');
    expect((await store.listReservations({}, page)).entries).toHaveLength(1);
    expect(await store.readFeed(begin, 10)).toHaveLength(1);
    expect((await store.confirm(id, context())).status).toBe('confirmed');
    await store.close();
  });

  test('is selected by DATABASE_READER_HOST', async () => {
    const { host, port, database } = await postgres.newDatabase();
    const store = await openConfigured(
      readConfig(environment, {
        ...environmentFor(host, port, database),
        DATABASE_READER_HOST: 'reader.invalid',
      }),
      () => {},
    );
    expect((await store.listItems({}, { limit: 10 })).entries).toEqual([]);
    await expect(store.totals()).rejects.toBeInstanceOf(StoreUnavailable);
    await store.close();
  });
});

test('a database that is too slow is unavailable, and its connection is not reused', async () => {
  const settings = await postgres.newDatabase();
  const database = openPool({ ...settings, responseTimeout: 200, connections: 1 });
  await expect(database.query('select pg_sleep(5)')).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
});

test('a connection that PostgreSQL ends between two statements fails its transaction alone', async () => {
  const settings = await postgres.newDatabase();
  const database = openPool({ ...settings, connections: 1 });

  const transaction = database.transaction(async (sql) => {
    const [{ pid } = { pid: 0 }] = await sql.query<{ pid: number }>(
      'select pg_backend_pid() as pid',
    );
    // The connection has ended when this resolves, and no statement was waiting for a result.
    await postgres.run(`select pg_terminate_backend(${pid}, 10000)`);
    return sql.query('select 1');
  });

  await expect(transaction).rejects.toBeInstanceOf(StoreUnavailable);
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
});
