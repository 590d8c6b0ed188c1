import type { ImportResult } from '@stockroom/client/contract';
import { Problem } from '@stockroom/service';
import { gtin14 } from '../domain/barcode.ts';
import type { ReceiptCommand } from '../domain/commands/receive-all.ts';
import type { DomainError } from '../domain/errors.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import type { StockStore } from '../stores/stock-store.ts';
import { bisect } from './bisect.ts';
import { ImportPlan, type Planned, partsOf, type Step } from './import-plan.ts';
import { fail } from './import-result.ts';
import { type Row, validated } from './import-row.ts';
import { ImportedItemIndex } from './imported-item-index.ts';
import { OpeningStockIndex } from './opening-stock-index.ts';
import type { ReadRow } from './read-rows.ts';
import { rowErrorOf } from './row-error.ts';

/** Settings of an import. */
export interface ImportOptions {
  readonly dryRun: boolean;
  /**
   * Opening stock is posted under this key, the item and the location: once, wherever its row is in
   * the file or in a corrected file.
   */
  readonly idempotencyKey: string;
  /** The caller. */
  readonly actor: string;
  /** No batch begins after it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Maximum number of rows, and approximate number of characters, that are looked up and written
 * together: a transaction of Amazon DocumentDB holds at most 32 MB, including search keys and indexes.
 */
const batchRows = 250;
const batchCharacters = 2_000_000;
/** An import stops after this number of failed rows: the file itself is wrong then. */
const maxFailedRows = 10_000;

/**
 * Imports rows as they are read, a batch at a time: memory holds one batch, and small indexes with
 * which later rows are compared. Failed rows change nothing, and do not stop the others.
 *
 * @param result updated as rows are imported, and valid even if reading fails in between
 * @throws Problem `dry-run-too-long`, `too-many-failed-rows`; the reason of the signal
 */
export async function importItems(
  store: StockStore,
  rows: AsyncIterable<ReadRow>,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const imported = options.dryRun ? new ImportedItemIndex() : undefined;
  const openingStock = new OpeningStockIndex();
  let batch: Row[] = [];
  let characters = 0;
  const flush = async () => {
    options.signal?.throwIfAborted();
    if (batch.length > 0) await importBatch(store, batch, imported, options, result);
    batch = [];
    characters = 0;
  };
  for await (const read of rows) {
    if (result.failed >= maxFailedRows) throw tooManyFailedRows(result.failed);
    result.rows += 1;
    const row = validated(read, openingStock);
    if ('errors' in row) {
      fail(result, row.number, row.errors);
      continue;
    }
    if (batch.length >= batchRows || characters >= batchCharacters) await flush();
    batch.push(row);
    characters += JSON.stringify(row.fields).length;
  }
  await flush();
}

async function importBatch(
  store: StockStore,
  batch: readonly Row[],
  imported: ImportedItemIndex | undefined,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const plan = new ImportPlan(await lookUp(store, batch), imported);
  const steps = new Map<Row, Step>();
  for (const row of batch) {
    try {
      steps.set(row, plan.add(row));
    } catch (error) {
      fail(result, row.number, [rowErrorOf(error)]);
    }
  }

  if (!options.dryRun) {
    const reject = (row: Row, error: DomainError) => {
      fail(result, row.number, [rowErrorOf(error)]);
      steps.delete(row);
    };
    for (const part of partsOf(steps)) {
      await saveItems(store, part, reject);
      // Without the rows that were just rejected.
      const rows = part.flatMap(([row]) => (steps.has(row) ? [row] : []));
      await postOpeningStock(store, rows, options, reject);
    }
  }
  for (const { outcome } of steps.values()) result[outcome] += 1;
  result.errors.sort((one, other) => one.row - other.row);
}

function lookUp(store: StockStore, batch: readonly Row[]) {
  const names = <Name>(of: (row: Row) => Name | null | undefined): Name[] => [
    ...new Set(batch.map(of).filter((name) => name !== undefined && name !== null)),
  ];
  return store.find({
    skus: names(({ fields }) => fields.sku),
    barcodes: names(({ fields }) => validBarcode(fields.barcode)),
    locations: names(({ opening }) => opening?.location),
  });
}

type Reject = (row: Row, error: DomainError) => void;

async function saveItems(
  store: StockStore,
  part: readonly Planned[],
  reject: Reject,
): Promise<void> {
  const changes = part.flatMap(([row, step]) => {
    const { sku, ...patch } = row.fields;
    if (step.outcome === 'created') return { row, change: { create: step.item } };
    return step.outcome === 'updated' ? { row, change: { sku, patch } } : [];
  });
  await bisect(
    changes,
    (some) => store.saveItems(some.map(({ change }) => change)),
    ({ row }, error) => reject(row, error),
  );
}

async function postOpeningStock(
  store: StockStore,
  rows: readonly Row[],
  options: ImportOptions,
  reject: Reject,
): Promise<void> {
  await bisect(
    rows.flatMap((row) => receiptOf(row, options)),
    (some) => store.receiveAll(some),
    ({ row }, error) => reject(row, error),
  );
}

function receiptOf(
  row: Row,
  { idempotencyKey, actor }: ImportOptions,
): (ReceiptCommand & { readonly row: Row })[] {
  const { fields, opening } = row;
  if (!opening) return [];
  const receipt = { sku: fields.sku, ...opening, reason: 'Opening stock' };
  const context = {
    idempotencyKey: `${idempotencyKey}:${fields.sku}:${opening.location}`,
    fingerprint: fingerprint('import', receipt),
    actor,
  };
  return [{ row, receipt, context }];
}

const tooManyFailedRows = (failed: number) =>
  new Problem(
    422,
    'too-many-failed-rows',
    'Too many rows failed',
    `The import was stopped after ${failed} failed rows.`,
  );

// The plan reports invalid barcodes, for their rows.
function validBarcode(barcode: string | null | undefined): string | null | undefined {
  try {
    if (barcode) gtin14(barcode);
    return barcode;
  } catch {
    return undefined;
  }
}
