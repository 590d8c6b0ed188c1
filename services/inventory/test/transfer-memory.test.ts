import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { exportItems } from '@stockroom/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixtures/api.ts';

/** Enough to see growth; TRANSFER_ROWS=100000 is what is promised, and takes its minutes. */
const rows = Number(
  process.env.TRANSFER_ROWS ?? (process.env.STOCKROOM_REQUIRE_ALL ? 10_000 : 2_000),
);
/** Long enough that rows which were kept would show. */
const description = 'Stainless steel. '.repeat(Math.max(20, 400_000 / rows));
const megabyte = 1024 * 1024;
/** The heap may waver so much; of all rows it is less than half where they are fewest. */
const waver = 3 * megabyte;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** How much of the heap is in use, looked at from time to time while something goes on. */
function heapWatch() {
  const samples: number[] = [];
  const every = rows / 10;
  let seen = 0;
  return {
    /** Counts what has passed, and looks when it is time. */
    passed(count = 1) {
      if (Math.floor((seen + count) / every) > Math.floor(seen / every)) {
        collectGarbage();
        samples.push(process.memoryUsage().heapUsed);
      }
      seen += count;
    },
    /** Highest in the second half less highest in the first: 0 or less where nothing is kept. */
    growth() {
      const middle = samples.length / 2;
      return Math.max(...samples.slice(middle)) - Math.max(...samples.slice(0, middle));
    },
  };
}

let api: Awaited<ReturnType<typeof startApi>>;

beforeAll(async () => {
  // Memory is looked at here, not how fast a busy computer is.
  api = await startApi({ REQUEST_TIMEOUT_SECONDS: 900 });
  await api.client.createLocation({ body: { code: 'MAIN', name: 'Main' } });
});
afterAll(() => api.service.close());

test(`${rows} rows go in and out in constant memory, from client to store and back`, {
  timeout: 900_000,
}, async () => {
  expect(rows * description.length).toBeGreaterThan(2 * waver);
  const incoming = heapWatch();
  async function* file() {
    yield 'sku,name,description,openingLocation,openingQuantity\n';
    for (let row = 1; row <= rows; row += 1) {
      incoming.passed();
      yield `ITEM-${row},Item ${row},${description},MAIN,${(row % 9) + 1}\n`;
    }
  }
  const result = await api.client.importItems(
    {
      body: ReadableStream.from(file()).pipeThrough(new TextEncoderStream()),
      bodyType: 'text/csv',
    },
    { timeout: 900_000 },
  );
  expect(result).toMatchObject({ rows, created: rows, failed: 0 });

  const outgoing = heapWatch();
  let lines = 0;
  const items = await exportItems({ baseUrl: api.url, query: { format: 'ndjson' } });
  for await (const chunk of items) {
    const here = chunk.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0);
    outgoing.passed(here);
    lines += here;
  }
  expect(lines).toBe(rows);
  expect(incoming.growth()).toBeLessThan(waver);
  expect(outgoing.growth()).toBeLessThan(waver);
});
