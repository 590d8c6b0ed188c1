import type { ImportResult } from '@stockroom/client/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StockStore } from '../src/stores/stock-store.ts';
import { importItems } from '../src/transfer/import-items.ts';
import { emptyResult } from '../src/transfer/import-result.ts';
import { ImportedItemIndex } from '../src/transfer/imported-item-index.ts';
import type { ReadRow } from '../src/transfer/read-rows.ts';
import { memoryStore } from './fixtures/embedded-store.ts';
import { gtin, unique } from './fixtures/unique.ts';

const runs = process.env.STOCKROOM_REQUIRE_ALL ? 200 : 20;

type Fields = Readonly<Record<string, unknown>>;

describe('a dry run', () => {
  let store: StockStore;

  beforeAll(async () => {
    store = await memoryStore();
    await store.createLocation({ code: 'MAIN', name: 'Main' });
  });
  afterAll(() => store.close());

  async function imported(rows: readonly Fields[], dryRun: boolean): Promise<ImportResult> {
    const result = emptyResult(dryRun);
    async function* read(): AsyncGenerator<ReadRow> {
      for (const [index, fields] of rows.entries()) yield { row: index + 1, fields };
    }
    await importItems(
      store,
      read(),
      { dryRun, idempotencyKey: unique('import'), actor: 'tester' },
      result,
    );
    return result;
  }

  test('finds conflicts of rows that are far apart', async () => {
    const [first, last, barcode] = [unique('FIRST'), unique('LAST'), gtin()];
    const between = (count: number) =>
      Array.from({ length: count }, () => ({ sku: unique(), name: 'Between' }));
    const rows = [
      { sku: first, name: 'First', barcode },
      { sku: last, name: 'Last', archived: true },
      ...between(1_000),
      { sku: unique(), name: 'Also', barcode: `0${barcode}` },
      { sku: last, openingStock: { location: 'MAIN', quantity: 1 } },
      { sku: first, barcode: null },
      ...between(1_000),
      { sku: unique(), name: 'Free by now', barcode },
      { sku: first, name: 'First', archived: true },
      { sku: first, name: 'First', archived: true },
    ];
    const dry = await imported(rows, true);
    expect(dry.errors.map(({ row, field }) => [row, field])).toEqual([
      [1_003, 'barcode'],
      [1_004, 'openingStock'],
    ]);
    expect({ ...(await imported(rows, false)), dryRun: true }).toEqual(dry);
  });

  test('rejects a file that exceeds its index', () => {
    const seen = new ImportedItemIndex(1);
    const item = (sku: string) => ({ sku, barcode: null, archived: false }) as never;
    seen.remember(item('A'), { sku: 'A' });
    seen.remember(item('A'), { sku: 'A' });
    expect(() => seen.remember(item('B'), { sku: 'B' })).toThrow('Split the file');
  });

  test(`predicts the import, for ${runs} files`, { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
        const [mark, barcodes] = [unique('DRY'), [gtin(), gtin()]];
        const given = rows.map(({ item, code, opening, ...fields }) => ({
          ...fields,
          sku: `${mark}-${item}`,
          ...(code !== undefined && { barcode: code === null ? null : barcodes[code] }),
          ...(opening && { openingStock: { location: opening, quantity: 1 } }),
        }));
        // Some of the items exist before.
        await imported(given.slice(0, rows.length / 3), false);
        const dry = await imported(given, true);
        const real = await imported(given, false);
        expect(dry.errors).toEqual(real.errors);
        expect([dry.created, dry.failed]).toEqual([real.created, real.failed]);
        expect(dry.updated + dry.unchanged).toBe(real.updated + real.unchanged);
      }),
      { numRuns: runs },
    );
  });
});

/** Few items with few barcodes; repeated opening stock of an item and location ends a batch. */
const row = fc.record(
  {
    item: fc.nat(4),
    name: fc.constantFrom('One', 'Other'),
    code: fc.constantFrom(null, 0, 1),
    archived: fc.boolean(),
    opening: fc.constantFrom('MAIN', 'MAIN', 'NOWHERE'),
  },
  { requiredKeys: ['item'] },
);
