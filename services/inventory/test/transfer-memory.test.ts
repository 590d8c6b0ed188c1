import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exportItems } from '@stockroom/client';
import { describeWith } from '@stockroom/testing';
import { expect, onTestFinished, test } from 'vitest';
import { openMongo } from '../src/stores/mongodb/mongo-database.ts';
import { mongoStore } from '../src/stores/mongodb/mongo-store.ts';
import { migrate } from '../src/stores/postgres/migrate.ts';
import { openPool } from '../src/stores/postgres/pool-database.ts';
import { postgresStore } from '../src/stores/postgres/postgres-store.ts';
import type { StockStore } from '../src/stores/stock-store.ts';
import { startApi } from './fixtures/api.ts';
import { memoryStore } from './fixtures/embedded-store.ts';
import { startPostgres } from './fixtures/postgres-server.ts';
import { mongodb, startMongodb, startTimeout } from './mongodb-server/engine.ts';

/**
 * The goal is 100,000 rows within the usual limits of a request. Complete runs use them for one store;
 * TRANSFER_ROWS=100000 uses them for all, which takes minutes.
 */
const rowsOf = (full: number, quick: number): number =>
  Number(process.env.TRANSFER_ROWS ?? (process.env.STOCKROOM_REQUIRE_ALL ? full : quick));

const megabyte = 1024 * 1024;
/** Allowed variation of the heap: less than half of the smallest number of rows takes. */
const waver = 3 * megabyte;
/** Bytes that a dry run may keep per row. */
const bytesRemembered = 400;
/** Bytes that an import may keep per item and location with opening stock. */
const bytesOfPlace = 120;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Samples the used heap during some work. */
function heapWatch(rows: number) {
  const samples: number[] = [];
  const every = rows / 20;
  let seen = 0;
  return {
    /** Counts processed rows, and takes a sample when it is due. */
    passed(count = 1) {
      if (Math.floor((seen + count) / every) > Math.floor(seen / every)) {
        collectGarbage();
        samples.push(process.memoryUsage().heapUsed);
      }
      seen += count;
    },
    /**
     * Minimum of the second half minus minimum of the first half, so that data in transit does not
     * count: near 0 if no rows are kept, half of all rows if they are.
     */
    growth() {
      const middle = samples.length / 2;
      return Math.min(...samples.slice(middle)) - Math.min(...samples.slice(0, middle));
    },
  };
}

test('rows go through PGlite in constant memory', { timeout: startTimeout }, async () => {
  await expectConstantMemory(await memoryStore(), rowsOf(10_000, 2_000));
});

test('rows go through PostgreSQL in constant memory', { timeout: startTimeout }, async () => {
  const postgres = await startPostgres();
  onTestFinished(postgres.stop);
  const database = openPool(await postgres.newDatabase());
  await migrate(database);
  await expectConstantMemory(postgresStore(database), rowsOf(100_000, 2_000));
});

describeWith([mongodb], 'a MongoDB wire server', () => {
  test('rows go through MongoDB in constant memory', { timeout: startTimeout }, async () => {
    const server = await startMongodb();
    onTestFinished(server.stop);
    const database = await openMongo({ url: server.url, database: 'transfer', tls: false });
    await expectConstantMemory(mongoStore(database), rowsOf(10_000, 2_000));
  });
});

/** Imports rows, in a dry run and for real, and exports them, from client to store and back. */
async function expectConstantMemory(store: StockStore, rows: number): Promise<void> {
  // The usual timeouts of request and response.
  const api = await startApi({}, store);
  try {
    await api.client.createLocation({ body: { code: 'MAIN', name: 'Main' } });
    // Long enough to detect rows that are kept.
    const description = 'Stainless steel. '.repeat(Math.max(5, 400_000 / rows));
    expect(rows * description.length).toBeGreaterThan(2 * waver);

    async function imported(dryRun: boolean, count = rows): Promise<number> {
      const watch = heapWatch(rows);
      async function* file() {
        // Chunks as large as those of a file: Node's fetch keeps some 200 bytes per chunk until the end.
        let part = 'sku,name,description,openingLocation,openingQuantity\n';
        for (let row = 1; row <= count; row += 1) {
          watch.passed();
          part += `ITEM-${row},Item ${row},${description},MAIN,${(row % 9) + 1}\n`;
          if (part.length < 16_384) continue;
          yield part;
          part = '';
        }
        yield part;
      }
      const body = ReadableStream.from(file()).pipeThrough(new TextEncoderStream());
      const query = { dryRun };
      const result = await api.client.importItems({ body, bodyType: 'text/csv', query });
      expect(result).toMatchObject({ rows: count, created: count, failed: 0 });
      return watch.growth();
    }

    // One-time loading and compilation do not count.
    await imported(true, 500);
    expect(await imported(true)).toBeLessThan(waver + (rows / 2) * bytesRemembered);
    expect(await imported(false)).toBeLessThan(waver + (rows / 2) * bytesOfPlace);

    const outgoing = heapWatch(rows);
    let lines = 0;
    const items = await exportItems({ baseUrl: api.url, query: { format: 'ndjson' } });
    for await (const chunk of items) {
      const here = chunk.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
      outgoing.passed(here);
      lines += here;
    }
    expect(lines).toBe(rows);
    expect(outgoing.growth()).toBeLessThan(waver);
  } finally {
    await api.service.close();
  }
}
