import { randomUUID } from 'node:crypto';
import { describeWith } from '@stockroom/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMongo } from '../../src/stores/mongodb/mongo-database.ts';
import { mongoStore } from '../../src/stores/mongodb/mongo-store.ts';
import { expectNoDeadlock, expectNoOverselling } from '../fixtures/two-processes.ts';
import { mongodb, startMongodb, startTimeout } from '../mongodb-server/engine.ts';
import { allowed, usedIn } from './documentdb-limits.ts';
import { roundTrips } from './round-trips.ts';
import { storeContract } from './store-contract.ts';
import { storeModel } from './store-model.ts';

describeWith([mongodb], 'a MongoDB wire server', () => {
  let server: Awaited<ReturnType<typeof startMongodb>>;
  const used = new Set<string>();

  beforeAll(async () => {
    server = await startMongodb();
  }, startTimeout);
  afterAll(() => server?.stop());

  const newDatabase = () => `test_${randomUUID()}`;
  const open = async (clock?: () => Date, database = newDatabase()) =>
    mongoStore(
      await openMongo({
        url: server.url,
        database,
        tls: false,
        onCommand: (command) => {
          for (const one of usedIn(command)) used.add(one);
        },
      }),
      clock,
    );

  storeContract('MongoDB', open);
  storeModel('MongoDB', open);

  roundTrips(
    'MongoDB',
    async (clock, onRoundTrip) =>
      mongoStore(
        await openMongo({
          url: server.url,
          database: newDatabase(),
          tls: false,
          onCommand: (command) => {
            if (!('commitTransaction' in command || 'abortTransaction' in command)) onRoundTrip();
          },
        }),
        clock,
      ),
    {
      receipt: 7,
      firstReceipt: 9,
      repeatedReceipt: 2,
      issue: 7,
      adjustment: 7,
      transfer: 8,
      count: 8,
      reservation: 6,
      reservationOfTenLines: 16,
      confirmation: 10,
      confirmationOfTenLines: 12,
      release: 8,
      releaseOfTenLines: 10,
      refusedRelease: 3,
      expiry: 6,
      hundredReceipts: 11,
    },
  );

  test('two processes make exactly as many reservations as there are units, out of four times as many', async () => {
    const database = newDatabase();
    const store = await open(undefined, database);
    await expectNoOverselling(store, { kind: 'mongodb', url: server.url, database });
    await store.close();
  });

  test('two processes never block each other with lines that cross', async () => {
    const database = newDatabase();
    const store = await open(undefined, database);
    await expectNoDeadlock(store, { kind: 'mongodb', url: server.url, database });
    await store.close();
  });

  test('every command that was sent is supported by Amazon DocumentDB 5.0', () => {
    expect(used.size).toBeGreaterThan(20);
    expect([...used].filter((one) => !allowed.has(one))).toEqual([]);
  });
});
