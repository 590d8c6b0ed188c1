import { entriesOf, exportItems, type ImportResult, type ProblemError } from '@stockroom/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from './fixtures/api.ts';
import { gtin, unique } from './fixtures/unique.ts';

let api: Awaited<ReturnType<typeof startApi>>;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.service.close());

/** Imports lines of CSV under a key. */
const importCsv = (lines: readonly string[], key = unique('import'), dryRun = false) =>
  api.client.importItems({
    body: lines.join('\n'),
    bodyType: 'text/csv',
    headers: { 'idempotency-key': key },
    query: { dryRun },
  });

const importLines = (rows: readonly object[], key = unique('import')) =>
  api.client.importItems({
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
    bodyType: 'application/x-ndjson',
    headers: { 'idempotency-key': key },
  });

const given = async () => {
  const location = unique('LOC');
  await api.client.createLocation({ body: { code: location, name: 'Main' } });
  return { location, sku: unique('SKU'), other: unique('SKU') };
};

const counts = ({ created, updated, unchanged, failed }: ImportResult) => [
  created,
  updated,
  unchanged,
  failed,
];

const exported = async (query: Parameters<typeof exportItems>[0] & object = {}) =>
  new Response(await exportItems({ baseUrl: api.url, ...query })).text();

describe('an import', () => {
  test('creates items with their opening stock, and changes only what differs', async () => {
    const { location, sku, other } = await given();
    const header = 'sku,name,tags,priceAmount,priceCurrency,openingLocation,openingQuantity';
    const first = `${sku},"Bolt, M8",m8;steel,12,EUR,${location},500`;
    const key = unique('import');

    expect(counts(await importCsv([header, first, `${other},Nut,,,,,`], key))).toEqual([
      2, 0, 0, 0,
    ]);
    const changed = [header, first, `${other},Nut M8,,,,,`];
    expect(counts(await importCsv(changed, key))).toEqual([0, 1, 1, 0]);

    const item = await api.client.getItem({ params: { sku } });
    expect(item).toMatchObject({
      name: 'Bolt, M8',
      tags: ['m8', 'steel'],
      price: { amount: 12, currency: 'EUR' },
      stock: { onHand: 500 },
    });
    const { entries } = await api.client.listItemMovements({ params: { sku } });
    expect(entries).toMatchObject([
      { kind: 'receipt', quantity: 500, balance: 500, idempotencyKey: `${key}:${sku}:${location}` },
    ]);
  });

  test('also accepts one JSON object per line, and several locations of an item', async () => {
    const { location, sku } = await given();
    const shop = (await given()).location;
    const result = await importLines([
      { sku, name: 'Bolt', attributes: { length: 40 }, openingStock: { location, quantity: 3 } },
      { sku, openingStock: { location: shop, quantity: 4 } },
    ]);
    expect(counts(result)).toEqual([1, 0, 1, 0]);
    const { entries } = await api.client.listItemStock({ params: { sku } });
    expect(new Map(entries.map(({ location, onHand }) => [location, onHand]))).toEqual(
      new Map([
        [location, 3],
        [shop, 4],
      ]),
    );
  });

  test('reports the errors of every failed row, and imports the others', async () => {
    const { location, sku, other } = await given();
    const taken = gtin();
    await api.client.createItem({ body: { sku: other, name: 'Other', barcode: taken } });
    const archived = unique('SKU');
    await api.client.createItem({ body: { sku: archived, name: 'Old', archived: true } });
    const result = await importCsv([
      'sku,name,barcode,reorderPoint,archived,openingLocation,openingQuantity',
      `${sku},Good,,5,false,${location},1`,
      'not a sku,Name,,,,,',
      `${unique()},Name,,many,perhaps,,`,
      `${unique()},Name,${taken},,,,`,
      `${unique()},Name,4006381333932,,,,`,
      `${unique()},,,,,,`,
      `${unique()},Name,,,,NOWHERE,1`,
      `${archived},,,,,${location},1`,
      `${unique()},Name,,,,${location},`,
      `${unique()},too,few`,
    ]);
    expect(counts(result)).toEqual([1, 0, 0, 9]);
    expect(result.errors.map(({ row, field }) => `${row} ${field}`)).toEqual([
      '2 sku',
      '3 archived',
      '3 reorderPoint',
      '4 barcode',
      '5 barcode',
      '6 name',
      '7 openingStock/location',
      '8 openingStock',
      '9 openingStock/quantity',
      '10 ',
    ]);
    expect(result.errors.at(-1)?.message).toBe('has 3 cells where the header has 7');
    expect(await api.client.getItem({ params: { sku } })).toMatchObject({ stock: { onHand: 1 } });
  });

  test('changes nothing in a dry run, and reports what it would do', async () => {
    const { location, sku } = await given();
    const lines = [
      'sku,name,openingLocation,openingQuantity',
      `${sku},Bolt,${location},1`,
      `${unique()},Bolt,NOWHERE,1`,
    ];
    const result = await importCsv(lines, undefined, true);
    expect(result).toMatchObject({ dryRun: true, rows: 2, created: 1, failed: 1 });
    const missing: ProblemError = await api.client.getItem({ params: { sku } }).catch((e) => e);
    expect(missing.is('unknown-sku')).toBe(true);
  });

  test('rejects different opening stock under the same key, and continues', async () => {
    const { location, sku, other } = await given();
    const key = unique('import');
    const rows = (quantity: number) => [
      { sku, name: 'Bolt', openingStock: { location, quantity } },
      { sku: other, name: 'Nut', openingStock: { location, quantity: 7 } },
    ];
    await importLines(rows(1), key);
    const again = await importLines(rows(2), key);
    expect(counts(again)).toEqual([0, 0, 1, 1]);
    expect(again.errors).toMatchObject([
      { row: 1, field: 'openingStock', message: expect.stringContaining('another quantity') },
    ]);
    const items = await Promise.all(
      [sku, other].map((sku) => api.client.getItem({ params: { sku } })),
    );
    expect(items.map(({ stock }) => stock.onHand)).toEqual([1, 7]);
  });

  test('rejects a second quantity for an item and location, however far apart the rows are', async () => {
    const { location, sku } = await given();
    const openingStock = { location, quantity: 3 };
    const between = Array.from({ length: 300 }, () => ({ sku: unique(), name: 'Between' }));
    const result = await importLines([
      { sku, name: 'Bolt', openingStock },
      { sku, openingStock },
      ...between,
      { sku, openingStock },
    ]);
    const message = expect.stringContaining('duplicates row 1');
    expect(result.errors).toEqual([
      { row: 2, field: 'openingStock', message },
      { row: 303, field: 'openingStock', message },
    ]);
    const item = await api.client.getItem({ params: { sku } });
    expect(item.stock.onHand).toBe(3);
  });

  test('imports rows in order: goods are received before their item is archived', async () => {
    const { location, sku } = await given();
    const shop = (await given()).location;
    const result = await importLines([
      { sku, name: 'Bolt', openingStock: { location, quantity: 3 } },
      { sku, archived: true },
      { sku, openingStock: { location: shop, quantity: 3 } },
    ]);
    expect(counts(result)).toEqual([1, 1, 0, 1]);
    expect(result.errors).toMatchObject([{ row: 3, field: 'openingStock' }]);
    const item = await api.client.getItem({ params: { sku } });
    expect(item).toMatchObject({ archived: true, version: 2, stock: { onHand: 3 } });
  });

  test('accepts a byte order mark and the line ends of Windows', async () => {
    const sku = unique('SKU');
    const result = await importCsv([`\ufeffsku,name\r`, `${sku},Schraube ø 8\r`, '']);
    expect(counts(result)).toEqual([1, 0, 0, 0]);
    expect(await api.client.getItem({ params: { sku } })).toMatchObject({ name: 'Schraube ø 8' });
  });

  test.each([
    ['nothing', '', 'wrong-header', 'The file is empty'],
    ['an unknown column', 'sku,colour\n', 'wrong-header', '"colour"'],
    ['other separators', 'sku;name\n', 'wrong-header', 'Separate columns by commas'],
    ['a column twice', 'sku,name,name\n', 'wrong-header', '"name" occurs twice'],
    ['no SKU', 'name\n', 'wrong-header', 'column "sku" is missing'],
    ['a quote without its end', 'sku,name\nA,"Bolt\n', 'unreadable-file', 'Row 1'],
    ['a row without an end', `sku,name\nA,${'x'.repeat(300_000)}\n`, 'unreadable-file', 'Row 1'],
    ['another encoding', new Uint8Array([0xff, 0xfe, 0x73, 0]), 'wrong-encoding', 'CSV UTF-8'],
  ])('rejects a file with %s, and reports it', async (_what, body, kind, message) => {
    const error: ProblemError = await api.client
      .importItems({ body, bodyType: 'text/csv' })
      .catch((error) => error);
    expect(error.problem).toMatchObject({ status: 422 });
    expect(error.is(kind)).toBe(true);
    expect(error.message).toContain(message);
  });

  test('reports its progress if a file cannot be read completely', async () => {
    const sku = unique('SKU');
    const error: ProblemError = await importCsv(['sku,name', `${sku},Bolt`, 'A,"Nut']).catch(
      (error) => error,
    );
    expect(error.problem).toMatchObject({ status: 422, result: { rows: 1 } });
    expect(error.message).toContain('Row 2');
  });

  test('accepts no other media type', async () => {
    const response = await fetch(`${api.url}/api/v1/items/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': unique() },
      body: '{}',
    });
    expect(response.status).toBe(415);
  });
});

describe('an export', () => {
  test('is imported again unchanged, whatever the items contain', async () => {
    const tag = unique('tag');
    const names = ['=1+1', "'quoted", "'=1+1", '-5', '@home', 'a,"b"\nc', ' spaced '];
    for (const name of names) {
      const item = { sku: unique('SKU'), name, tags: [tag, 'a;b', '[c]'], attributes: { a: 1 } };
      await api.client.createItem({ body: { ...item, barcode: gtin(), description: name } });
    }
    for (const format of ['csv', 'ndjson'] as const) {
      const body = await exported({ query: { format, tag } });
      const bodyType = format === 'csv' ? 'text/csv' : 'application/x-ndjson';
      const result = await api.client.importItems({ body, bodyType });
      expect(counts(result), JSON.stringify(result.errors)).toEqual([0, 0, names.length, 0]);
    }
  });

  test('contains no cell that a spreadsheet would evaluate', async () => {
    const category = unique('category');
    await api.client.createItem({
      body: { sku: unique(), name: '=HYPERLINK("http://example.com")', category },
    });
    const [, row] = (await exported({ query: { category } })).split('\n');
    expect(row).toContain(`"'=HYPERLINK(""http://example.com"")"`);
  });

  test('has archived items last, only archived items, or none', async () => {
    const category = unique('category');
    for (const [sku, archived] of [
      ['A', true],
      ['B', false],
    ] as const) {
      await api.client.createItem({ body: { sku: unique(sku), name: sku, category, archived } });
    }
    const archivedOf = async (query: object) => {
      const lines = (await exported({ query: { format: 'ndjson', category, ...query } })).split(
        '\n',
      );
      return lines.filter(Boolean).map((line) => JSON.parse(line).archived);
    };
    expect(await archivedOf({})).toEqual([false, true]);
    expect(await archivedOf({ archived: true })).toEqual([true]);
    expect(await archivedOf({ archived: false })).toEqual([false]);
  });

  test('contains every item of the list', async () => {
    let items = 0;
    for await (const item of entriesOf(api.client.listItems)) items += item ? 1 : 0;
    const lines = await exported({ query: { format: 'ndjson', archived: false } });
    expect(lines.split('\n').length - 1).toBe(items);
  });
});
