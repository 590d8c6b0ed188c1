import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { createService, Problem } from '@stockroom/service';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inventory } from '../src/app.ts';
import { manifest } from '../src/manifest.ts';
import { columns, openingColumns } from '../src/transfer/columns.ts';
import { importItems } from '../src/transfer/import-items.ts';
import { emptyResult } from '../src/transfer/import-result.ts';
import { csvRows, ndjsonRows, type ReadRow } from '../src/transfer/read-rows.ts';
import { maxRowBytes, wholeRows } from '../src/transfer/whole-rows.ts';
import { startApi, unsigned } from './fixtures/api.ts';
import { countingStore } from './fixtures/counting-store.ts';
import { chunkBytes, fileOf, repeated } from './fixtures/large-files.ts';

/** Maximum number of bytes read of a file in which a row never ends. */
const mostRead = maxRowBytes + 2 * chunkBytes;
const mostColumns = columns.size + openingColumns.size;

/** Reads all rows; resolves with them and the error that ended them. */
async function readAll(rows: AsyncIterable<ReadRow>) {
  const read: ReadRow[] = [];
  try {
    for await (const row of rows) read.push(row);
  } catch (error) {
    if (error instanceof Problem) return { rows: read, problem: error };
    throw error;
  }
  return { rows: read, problem: undefined };
}

async function imported(rows: AsyncIterable<ReadRow>) {
  const { store, calls } = countingStore();
  const result = emptyResult(false);
  const options = { dryRun: false, idempotencyKey: 'key', actor: 'tester' };
  const problem = await importItems(store, rows, options, result).catch((error) => error);
  return { result, problem, calls };
}

describe('other requests have their turn', () => {
  test.each([
    ['CSV', csvRows, 'sku,name\n', 'a\n'],
    ['NDJSON', ndjsonRows, '', '1\n'],
  ])('after few rows of %s, although all of them have arrived', async (_what, read, head, row) => {
    const body = Buffer.concat([Buffer.from(head), Buffer.alloc(1024 * 1024, row)]);
    let inOneTurn = 0;
    let mostInOneTurn = 0;
    const next = () => {
      inOneTurn = 0;
      immediate = setImmediate(next);
    };
    let immediate = setImmediate(next);
    onTestFinished(() => clearImmediate(immediate));

    for await (const _ of read(Readable.from([body]))) {
      inOneTurn += 1;
      mostInOneTurn = Math.max(mostInOneTurn, inOneTurn);
    }

    expect(mostInOneTurn).toBeLessThanOrEqual(8_192);
  });
});

describe('a file of 60 MB', () => {
  test.each([
    ['CSV in which the header never ends', csvRows, ',', ''],
    ['CSV of one row of commas', csvRows, ',', 'sku,name\n'],
    ['CSV of one quoted cell of commas and lines', csvRows, ',\n', 'sku,name\nA,"'],
    ['CSV of one row of empty quoted cells', csvRows, '"",', 'sku,name\n'],
    ['NDJSON of one line', ndjsonRows, 'a', ''],
    ['NDJSON of one line of spaces', ndjsonRows, ' ', ''],
  ])('of %s is rejected as soon as a row is too long', async (_what, read, text, head) => {
    const file = repeated(text, { head });
    const { rows, problem } = await readAll(read(file.body));
    expect(rows).toEqual([]);
    expect(problem).toMatchObject({
      status: 422,
      type: 'urn:stockroom:problem:unreadable-file',
      message: expect.stringContaining(`longer than ${maxRowBytes} bytes`),
    });
    expect(file.read.bytes).toBeLessThanOrEqual(mostRead);
  });

  test.each([
    ['CSV', csvRows, '\n', 'sku,name\n'],
    ['CSV with line ends of Windows', csvRows, '\r\n', 'sku,name\r\n'],
    ['NDJSON', ndjsonRows, '\n', ''],
  ])('of empty lines in %s has no rows', async (_what, read, text, head) => {
    const { rows, problem } = await readAll(read(repeated(text, { head }).body));
    expect({ rows, problem }).toEqual({ rows: [], problem: undefined });
  });

  test.each([
    ['{} lines', ndjsonRows, '{}\n', ''],
    ['lines that are not JSON', ndjsonRows, 'x\n', ''],
    ['rows of two empty cells', csvRows, ',\n', 'sku,name\n'],
    ['rows with another number of cells', csvRows, '1\n', 'sku,name\n'],
  ])('of %s is not read beyond 10,000 failed rows', async (_what, read, text, head) => {
    const file = repeated(text, { head });
    const { result, problem, calls } = await imported(read(file.body));
    expect(problem).toMatchObject({
      status: 422,
      type: 'urn:stockroom:problem:too-many-failed-rows',
      message: 'The import was stopped after 10000 failed rows.',
    });
    expect(result).toMatchObject({ rows: 10_000, failed: 10_000 });
    expect(result.errors[0]?.row).toBe(1);
    expect(calls).toMatchObject({ find: 0, saveItems: 0 });
    expect(file.read.bytes).toBeLessThanOrEqual(10_000 * text.length + 2 * chunkBytes);
  });

  test('of rows of 200,000 commas is parsed with a limited number of cells per row', async () => {
    const text = `${','.repeat(200_000)}\n`;
    let [most, lines] = [0, 0];
    for await (const piece of wholeRows(repeated(text).body, mostColumns + 1)) {
      for (const line of piece.toString().split('\n')) {
        most = Math.max(most, line.length);
        lines += line === '' ? 0 : 1;
      }
    }
    expect([most, lines]).toEqual([mostColumns, 300]);

    const { rows, problem } = await readAll(csvRows(repeated(text, { head: 'sku,name\n' }).body));
    expect(problem).toBeUndefined();
    expect(new Set(rows.map((row) => 'error' in row && row.error))).toEqual(
      new Set([`has more than ${mostColumns} cells where the header has 2`]),
    );
    expect(rows).toHaveLength(300);
  });

  test('is split into pieces, of which one and a row are in memory', async () => {
    const file = repeated(`${'x'.repeat(99)}\n`);
    let passed = 0;
    for await (const piece of wholeRows(file.body)) {
      expect(piece.length).toBeLessThanOrEqual(chunkBytes);
      expect(file.read.bytes - passed).toBeLessThanOrEqual(maxRowBytes + 2 * chunkBytes);
      passed += piece.length;
    }
    expect(passed).toBe(file.read.bytes);
  });

  test.each([
    ['CSV', csvRows, 'A,Bolt\n', 'sku,name\n'],
    ['NDJSON', ndjsonRows, '{"sku":"A"}\n', ''],
  ])('is not read ahead of the consumer: %s', async (_what, read, text, head) => {
    const file = repeated(text, { head });
    const rows = read(file.body);
    expect(await rows.next()).toMatchObject({ value: { row: 1 } });
    for (let count = 0; count < 50; count += 1) await turn();
    expect(file.read.bytes).toBeLessThanOrEqual(2 * chunkBytes);
  });
});

describe('a row', () => {
  const filled = (count: number, value: unknown) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, value]));
  const nested = (open: string, close: string) =>
    `${open.repeat(100_000 / open.length)}1${close.repeat(100_000 / open.length)}`;

  test.each([
    ['unknown fields', JSON.stringify({ sku: 'A', ...filled(24_000, 1) })],
    ['attributes', JSON.stringify({ sku: 'A', name: 'B', attributes: filled(24_000, 1) })],
    ['tags', JSON.stringify({ sku: 'A', name: 'B', tags: Array(60_000).fill('t') })],
    ['tags of another type', JSON.stringify({ sku: 'A', name: 'B', tags: Array(60_000).fill(1) })],
    ['nested arrays', `{"sku":"A","name":"B","attributes":${nested('[', ']')}}`],
    ['nested objects', `{"sku":"A","name":"B","attributes":${nested('{"a":', '}')}}`],
  ])('with the maximum number of %s has at most 20 errors', async (_what, line) => {
    expect(line.length).toBeLessThan(maxRowBytes);
    const { result } = await imported(ndjsonRows(fileOf(`${line}\n{"sku":"B","name":"B"}`)));
    expect(result).toMatchObject({ rows: 2, created: 1, failed: 1 });
    expect(result.errors.length).toBeGreaterThan(0);
    expect(result.errors.length).toBeLessThanOrEqual(20);
    expect(JSON.stringify(result).length).toBeLessThan(10_000);
  });

  test('may contain anything in fields that the inventory determines', async () => {
    const line = `{"sku":"A","name":"B","stock":${nested('[', ']')}}`;
    expect((await imported(ndjsonRows(fileOf(line)))).result).toMatchObject({ created: 1 });
  });

  test('of the maximum length is read', async () => {
    const row = (cells: number) => `A,${'x'.repeat(cells)}`;
    const read = async (text: string) => readAll(csvRows(fileOf(`sku,name\n${text}\n`)));
    expect((await read(row(maxRowBytes - 2))).rows).toHaveLength(1);
    expect((await read(row(maxRowBytes - 1))).problem?.message).toContain('Row 1');
  });

  test('that cannot be read is reported by number, and the rows before it are read', async () => {
    const good = 'A,Bolt\n'.repeat(900);
    for (const [bad, why] of [
      ['A,Bo"lt\n', 'in the middle of a cell'],
      ['A,"Bo"lt\n', 'followed by a comma'],
      ['A,"Bolt\n', 'unclosed'],
      [`A,${'x'.repeat(maxRowBytes)}\n`, 'longer than'],
    ] as const) {
      const { rows, problem } = await readAll(csvRows(fileOf(`sku,name\n${good}${bad}${good}`)));
      expect(rows).toHaveLength(900);
      expect(problem?.message).toContain('Row 901 and the rows after it');
      expect(problem?.message).toContain(why);
      expect(problem?.message.length).toBeLessThan(300);
    }
  });

  test('is the same, however the file is split', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ø', '"', ',', '\n', '\r', ' ', '😀') });
    const files = fc.array(fc.tuple(cell, cell), { maxLength: 20 });
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(files, cuts, ends, async (cells, sizes, record_delimiter) => {
        const csv = { record_delimiter, quoted: true };
        const bytes = Buffer.from(stringify([['name', 'sku'], ...cells], csv));
        async function* parts() {
          for (let [start, part] = [0, 0]; start < bytes.length; part += 1) {
            const size = sizes[part % sizes.length] ?? 1;
            yield bytes.subarray(start, start + size);
            start += size;
          }
        }
        const { rows } = await readAll(csvRows(parts()));
        const expected = cells.map(([name, sku], index) => ({
          row: index + 1,
          fields: { ...(name !== '' && { name }), ...(sku !== '' && { sku }) },
        }));
        expect(rows).toEqual(expected);
      }),
    );
  });
});

describe('a header', () => {
  test.each([
    ['100,000 columns', `sku${',colour'.repeat(30_000)}\n`],
    ['long names', `sku,${'"colour, '.repeat(10)}${'x'.repeat(100_000)}\n`.replaceAll('"', '')],
    ['one column many times', `${'sku,'.repeat(60_000)}sku\n`],
  ])('with %s is rejected, naming only the first few', async (_what, header) => {
    const { problem } = await readAll(csvRows(fileOf(header)));
    expect(problem?.type).toBe('urn:stockroom:problem:wrong-header');
    expect(problem?.message.length).toBeLessThan(600);
  });
});

describe('a response', () => {
  /** The worst field: each of its characters is six bytes of JSON. */
  const worst = (name: string) =>
    JSON.stringify({ sku: 'A', [`${name}${'\u0001'.repeat(5_000)}`]: 1 });
  const twentyWorst = JSON.stringify(
    Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}${'\u0001'.repeat(1_000)}`, 1])),
  );
  const worstLines = `${`${twentyWorst}\n`.repeat(60)}${worst('b')}\n`;

  const post = async (body: string, type = 'application/x-ndjson') => {
    const { store } = countingStore();
    const api = await startApi({}, store);
    onTestFinished(() => api.service.close());
    const response = await fetch(`${api.url}/api/v1/items/import`, {
      method: 'POST',
      headers: { 'content-type': type, 'idempotency-key': 'key' },
      body,
    });
    const text = await response.text();
    return { status: response.status, bytes: Buffer.byteLength(text), body: JSON.parse(text) };
  };

  test('with 1,000 errors is below 1 MB, whatever the rows contain', async () => {
    const { status, bytes, body } = await post(worstLines);
    expect(status).toBe(200);
    expect(body.errors).toHaveLength(1_000);
    expect(body.errorsLeftOut).toBeGreaterThan(0);
    expect(body.errors.filter(({ row }: { row: number }) => row === 1)).toHaveLength(20);
    for (const { field, message } of body.errors) {
      expect(field.length).toBeLessThanOrEqual(100);
      expect(message.length).toBeLessThanOrEqual(200);
    }
    expect(bytes).toBeLessThan(1_000_000);
  });

  test.each([
    ['could not be read on', 'x'.repeat(300_000), 'unreadable-file', 61],
    ['had too many wrong rows', '{}\n'.repeat(20_000), 'too-many-failed-rows', 10_000],
  ])(
    'to a file that %s is below 64 KB, and counts the omitted errors',
    async (_what, end, kind, rows) => {
      const { status, bytes, body } = await post(`${worstLines}${end}`);
      expect([status, body.type]).toEqual([422, `urn:stockroom:problem:${kind}`]);
      expect(body.detail).toContain(`${rows} rows were read`);
      expect(body.result).toMatchObject({ rows, failed: rows });
      expect(body.result.errors).toHaveLength(20);
      expect(body.result.errorsLeftOut).toBeGreaterThan(980);
      expect(bytes).toBeLessThan(64 * 1024);
    },
  );

  test.each([
    ['a quote in a long cell', `sku,name\nA,${'x'.repeat(200_000)}"\n`],
    ['a header of one long name', `${'x'.repeat(200_000)}\n`],
    ['a header of many names', `${'x,'.repeat(100_000)}\n`],
  ])('to a file with %s is below 4 KB', async (_what, csv) => {
    const { status, bytes } = await post(csv, 'text/csv');
    expect(status).toBe(422);
    expect(bytes).toBeLessThan(4_096);
  });
});

describe('a HEAD request', () => {
  test.each(['/api/v1/items/export', '/api/v1/movements/feed'])(
    'does not stream %s',
    async (url) => {
      const { store, calls } = countingStore();
      const api = await startApi({}, store);
      onTestFinished(() => api.service.close());
      const response = await api.service.inject({ method: 'HEAD', url });
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(calls).toMatchObject({ listItems: 0, readFeed: 0 });
    },
  );
});

describe('after the client has disconnected', () => {
  /** An API on a counting store, whose calls wait for `called`. */
  async function started(called?: (method: string) => unknown) {
    const { store, calls } = countingStore(called);
    const service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
    onTestFinished(() => service.close());
    const closed = Promise.withResolvers<void>();
    const statuses: number[] = [];
    const logged: unknown[][] = [];
    service.addHook('onRequest', async ({ log }, reply) => {
      log.info = (...line: unknown[]) => void logged.push(line);
      reply.raw.once('close', closed.resolve);
    });
    service.addHook('onSend', async (_request, reply) => void statuses.push(reply.statusCode));
    await service.register(inventory(store, unsigned));
    const url = await service.listen({ host: '127.0.0.1', port: 0 });
    return { url, calls, closed: closed.promise, statuses, logged };
  }

  /** Yields to the event loop, so that pending work can continue. */
  async function rest() {
    for (let count = 0; count < 100; count += 1) await turn();
  }

  test.each([
    ['an export', '/api/v1/items/export?format=ndjson', 'listItems'],
    ['the feed', '/api/v1/movements/feed', 'readFeed'],
  ] as const)('%s reads at most the current page', async (_what, path, method) => {
    const { url, calls, closed } = await started();
    const sent = request(`${url}${path}`).end();
    const [response] = await once(sent, 'response');
    await once(response, 'data');
    sent.destroy();
    await closed;
    const before = calls[method];
    await rest();
    expect(calls[method]).toBeLessThanOrEqual(before + 1);
  });

  test('an export that has not begun reads at most one more page', async () => {
    const [called, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { url, calls, closed } = await started(() => {
      called.resolve();
      return released.promise;
    });
    const sent = request(`${url}/api/v1/items/export`)
      .on('error', () => {})
      .end();
    await called.promise;
    sent.destroy();
    await closed;
    released.resolve();
    await rest();
    expect(calls.listItems).toBeLessThanOrEqual(2);
  });

  test.each([
    ['whole', true],
    ['half', false],
  ])('an import finishes at most the current batch: a %s file', async (_what, isWhole) => {
    const [called, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { url, calls, closed, statuses, logged } = await started(() => {
      called.resolve();
      return released.promise;
    });
    const rows = Array.from({ length: 4_000 }, (_, row) => `ITEM-${row},Bolt\n`);
    const headers = { 'content-type': 'text/csv', 'idempotency-key': 'key' };
    const sent = request(`${url}/api/v1/items/import`, { method: 'POST', headers });
    sent.on('error', () => {}).write(`sku,name\n${rows.join('')}`);
    if (isWhole) sent.end();
    await called.promise;
    sent.destroy();
    await closed;
    released.resolve();
    await rest();
    expect(calls).toMatchObject({ find: 1, saveItems: 1 });
    expect(statuses).toEqual([499]);
    expect(logged).toContainEqual([
      { import: expect.objectContaining({ created: 250, failed: 0 }) },
      'import ended early',
    ]);
  });
});
