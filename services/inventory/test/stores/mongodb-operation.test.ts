import { describeWith } from '@stockroom/testing';
import { expect, onTestFinished, test } from 'vitest';
import { credentialSource } from '../../src/stores/credentials.ts';
import { openMongo } from '../../src/stores/mongodb/mongo-database.ts';
import { mongoStore } from '../../src/stores/mongodb/mongo-store.ts';
import { StoreUnavailable } from '../../src/stores/unavailable.ts';
import { booking } from '../fixtures/unique.ts';
import { mongodb, startMongodb, startTimeout } from '../mongodb-server/engine.ts';

describeWith([mongodb], 'a MongoDB with users', () => {
  test.skipIf(process.env.MONGODB_URL)(
    'that changes the password while the service runs fails no request',
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
      await store.receive({ sku: 'A', location: 'MAIN', quantity: 100 }, booking());
      users.set('app', 'new');
      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.issue({ sku: 'A', location: 'MAIN', quantity: 1 }, booking()),
        ),
      );
      // More connections than before: they are made with the new password.
      await Promise.all(Array.from({ length: 20 }, () => store.getItem('A')));
      expect((await store.getItem('A')).stock.onHand).toBe(80);
      expect(reads).toBe(1);
      await store.close();
    },
  );

  test.skipIf(process.env.MONGODB_URL)(
    'that is away is unavailable in bounded time',
    { timeout: startTimeout },
    async () => {
      const server = await startMongodb();
      const store = mongoStore(await openMongo({ url: server.url, database: 'test', tls: false }));
      await server.stop();
      const began = performance.now();
      await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailable);
      expect(performance.now() - began).toBeLessThan(15_000);
      await store.close();
    },
  );
});
