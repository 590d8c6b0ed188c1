import { setTimeout as wait } from 'node:timers/promises';
import { createService } from '@stockroom/service';
import { describeWith } from '@stockroom/testing';
import { type Collection, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { inventory } from '../../src/app.ts';
import { manifest } from '../../src/manifest.ts';
import { credentialSource } from '../../src/stores/credentials.ts';
import { openMongo, prepareMongo } from '../../src/stores/mongodb/mongo-database.ts';
import { mongoStore } from '../../src/stores/mongodb/mongo-store.ts';
import { unsigned } from '../fixtures/api.ts';
import { expectNothingLostByKills, kills } from '../fixtures/kill-under-load.ts';
import { runMigration } from '../fixtures/process.ts';
import { context, unique } from '../fixtures/unique.ts';
import { mongodb, startMongodb, startTimeout, type TestMongodb } from '../mongodb-server/engine.ts';

describeWith([mongodb], 'a MongoDB', () => {
  let shared: TestMongodb;

  beforeAll(async () => {
    shared = await startMongodb();
  }, startTimeout);
  afterAll(() => shared?.stop());

  /** The service's environment for an empty database. */
  const newEnvironment = () => {
    const { hostname, port } = new URL(shared.url);
    return {
      DATABASE_KIND: 'documentdb',
      DATABASE_HOST: hostname,
      DATABASE_PORT: port,
      DATABASE_NAME: unique('database'),
      DATABASE_TLS: 'false',
    };
  };

  test.skipIf(process.env.MONGODB_URL)(
    'whose password changes while the service runs fails no request',
    { timeout: startTimeout },
    async () => {
      const users = new Map([['app', 'old']]);
      const server = await startMongodb(users);
      onTestFinished(server.stop);
      let reads = 0;
      const credentials = credentialSource({ username: 'app', password: 'old' }, async () => {
        reads += 1;
        return { username: 'app', password: users.get('app') ?? '' };
      });
      const store = mongoStore(
        await openMongo({ url: server.url, database: 'test', tls: false, credentials }),
      );
      await store.createLocation({ code: 'MAIN', name: 'Main' });
      await store.createItem({ sku: 'A', name: 'A' });
      await store.receive({ sku: 'A', location: 'MAIN', quantity: 100 }, context());
      users.set('app', 'new');
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.issue({ sku: 'A', location: 'MAIN', quantity: 1 }, context()),
        ),
      );
      // More connections than before: the new ones use the new password.
      await Promise.all(Array.from({ length: 20 }, () => store.getItem('A')));
      expect((await store.getItem('A')).stock.onHand).toBe(80);
      expect(reads).toBe(1);
      await store.close();
    },
  );

  test.skipIf(process.env.MONGODB_URL)(
    'that is unavailable is a 503 in bounded time, and recovers',
    { timeout: startTimeout },
    async () => {
      const server = await startMongodb();
      onTestFinished(server.stop);
      const store = mongoStore(await openMongo({ url: server.url, database: 'test', tls: false }));
      const service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
      service.addHook('onClose', () => store.close());
      await service.register(inventory(store, unsigned));
      const get = (url: string) => service.inject({ url });
      expect((await get('/ready')).statusCode).toBe(200);

      await server.goAway();
      const began = performance.now();
      const paths = ['/api/v1/items', '/api/v1/items', '/ready'];
      const [first, ...others] = await Promise.all(paths.map(get));
      expect(performance.now() - began).toBeLessThan(6_000);
      expect(first?.headers['retry-after']).toBe('1');
      for (const response of [first, ...others]) expect(response?.statusCode).toBe(503);
      expect((await get('/health')).statusCode).toBe(200);

      await server.comeBack();
      while ((await get('/api/v1/items')).statusCode !== 200) await wait(20);
      expect((await get('/ready')).statusCode).toBe(200);
      await service.close();
    },
  );

  test('that is large does not delay a start, and gets its indexes later', {
    timeout: startTimeout,
  }, async () => {
    const settings = { url: shared.url, database: unique('large'), tls: false } as const;
    const client = new MongoClient(shared.url);
    onTestFinished(() => client.close());
    const items = client.db(settings.database).collection('items');
    const documents = Array.from({ length: 3_000 }, (_, number) => ({
      sku: `SKU-${number}`,
      searchKeys: Array.from({ length: 100 }, (_, key) => `${number % 50}-${key}`),
    }));
    await items.insertMany(documents);

    const errors: Error[] = [];
    const onBackgroundError = (error: Error) => void errors.push(error);
    const database = await openMongo({ ...settings, onBackgroundError });
    expect(await indexesOf(items)).not.toContain('by_text');
    await expect
      .poll(() => indexesOf(items), { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['by_gtin', 'by_text', 'low']));
    await database.close();
    expect(errors).toEqual([]);
    expect(await prepareMongo(settings)).toEqual([]);
  });

  test('is migrated once', { timeout: startTimeout }, async () => {
    const environment = newEnvironment();
    const first = await runMigration(environment);
    expect(first).toMatchObject({ code: 0 });
    expect(first.output).toContain('inventory: collection items\n');
    expect(first.output).toContain('inventory: index by_text of items\n');
    expect(await runMigration(environment)).toMatchObject({
      code: 0,
      output: expect.stringContaining('already up to date'),
    });
  });

  test(`keeps every acknowledged movement once over kill -9 of the service under load, ${kills} times`, {
    timeout: startTimeout,
  }, async () => {
    await expectNothingLostByKills(newEnvironment());
  });
});

const indexesOf = async (collection: Collection) =>
  (await collection.indexes()).map(({ name }) => name);
