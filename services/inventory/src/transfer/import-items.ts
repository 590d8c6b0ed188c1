import { isDeepStrictEqual } from 'node:util';
import {
  type ImportError,
  type ImportResult,
  ItemPatch,
  NewItem,
  OpeningStock,
} from '@stockroom/client/contract';
import { compile, Problem, truncate } from '@stockroom/service';
import { Type } from 'typebox';
import { gtin14 } from '../domain/barcode.ts';
import type { ReceiptCommand } from '../domain/commands/receive-all.ts';
import { DomainError, domainErrors } from '../domain/errors.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import { completed, patched } from '../domain/item.ts';
import type { ItemFields } from '../item-columns.ts';
import type { Found, StockStore } from '../stores/stock-store.ts';
import { ImportedItemIndex } from './imported-item-index.ts';
import { OpeningStockIndex } from './opening-stock-index.ts';
import type { ReadRow } from './read-rows.ts';

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
/**
 * Limits of the reported errors: their number, in total and per row, and the lengths of field and
 * message in characters. Messages are ours, in ASCII; a field may come from the caller, with up to 6
 * bytes of JSON per character. Thus the largest result is below 1 MB.
 */
const maxErrors = 1_000;
const maxErrorsPerRow = 20;
const maxFieldLength = 100;
const maxMessageLength = 200;
/** An import stops after this number of failed rows: the file itself is wrong then. */
const maxFailedRows = 10_000;
/** Maximum number of errors in a problem, which must stay below 64 KB. */
const maxErrorsInProblem = 20;

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

/** The result before the first row. */
export const emptyResult = (dryRun: boolean): ImportResult => ({
  dryRun,
  rows: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  failed: 0,
  errors: [],
  errorsLeftOut: 0,
});

/** A shorter result for a problem, with the first errors only. */
export const summary = (result: ImportResult): ImportResult => ({
  ...result,
  errors: result.errors.slice(0, maxErrorsInProblem),
  errorsLeftOut: result.errorsLeftOut + Math.max(0, result.errors.length - maxErrorsInProblem),
});

interface Row {
  readonly number: number;
  readonly fields: ItemPatch & { readonly sku: string };
  readonly opening: OpeningStock | undefined;
}

type RowError = Omit<ImportError, 'row'>;

const ImportedRow = Type.Object(
  {
    sku: NewItem.properties.sku,
    ...ItemPatch.properties,
    openingStock: Type.Optional(OpeningStock),
  },
  { additionalProperties: false },
);
const violationsIn = compile(ImportedRow, { coerce: false });

/** Fields of an export that the inventory itself determines. An import ignores them. */
const ignoredFields = new Set(['stock', 'version', 'createdAt', 'updatedAt']);

function validated(
  read: ReadRow,
  index: OpeningStockIndex,
): Row | { number: number; errors: RowError[] } {
  const { row: number } = read;
  if ('error' in read) return { number, errors: [{ field: wholeRow, message: read.error }] };
  const values = Object.fromEntries(
    Object.entries(read.fields).filter(([name]) => !ignoredFields.has(name)),
  );
  const errors = violationsIn(values);
  if (errors.length > 0) return { number, errors };
  const { openingStock: opening, ...fields } = values as Row['fields'] & {
    openingStock?: OpeningStock;
  };
  const first = opening && index.firstRow(fields.sku, opening.location, number);
  if (first === undefined) return { number, fields, opening };
  const message = `duplicates row ${first}, which has the same item and location: combine them into one quantity`;
  return { number, errors: [{ field: 'openingStock', message }] };
}

/** What to do with the item of a row. */
type Step =
  | { readonly outcome: 'created'; readonly item: ItemFields }
  | { readonly outcome: 'updated' | 'unchanged' };

async function importBatch(
  store: StockStore,
  batch: readonly Row[],
  imported: ImportedItemIndex | undefined,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const plan = new Plan(await lookUp(store, batch), imported);
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

/** The items as earlier rows will leave them, with which each row is compared. */
class Plan {
  readonly #items: Map<string, ItemFields>;
  readonly #owners = new Map<string, string>();
  readonly #locations: ReadonlySet<string>;
  readonly #imported: ImportedItemIndex | undefined;

  constructor({ items, locations }: Found, imported?: ImportedItemIndex) {
    this.#items = new Map(items.map((item) => [item.sku, imported?.after(item) ?? item]));
    for (const { sku, barcode } of this.#items.values()) {
      if (barcode !== null) this.#owners.set(gtin14(barcode), sku);
    }
    this.#locations = new Set(locations);
    this.#imported = imported;
  }

  /** @throws DomainError as the store would; MissingName */
  add({ fields, opening }: Row): Step {
    const { sku, name, ...rest } = fields;
    const before = this.#items.get(sku) ?? this.#imported?.created(sku);
    const after = patched(before ?? newItem(sku, name), {
      ...rest,
      ...(name !== undefined && { name }),
    });
    this.#validate(after, opening);

    const repeated = this.#imported?.repeats(fields) ?? false;
    this.#imported?.remember(after, fields);
    if (before?.barcode) this.#owners.delete(gtin14(before.barcode));
    if (after.barcode) this.#owners.set(gtin14(after.barcode), sku);
    this.#items.set(sku, after);
    if (!before) return { outcome: 'created', item: after };
    return { outcome: repeated || isDeepStrictEqual(before, after) ? 'unchanged' : 'updated' };
  }

  #validate({ sku, barcode, archived }: ItemFields, opening: OpeningStock | undefined): void {
    if (barcode !== null) {
      const owner = this.#ownerOf(gtin14(barcode));
      if (owner !== undefined && owner !== sku) throw domainErrors.duplicateBarcode(barcode);
    }
    if (!opening) return;
    if (!this.#locations.has(opening.location))
      throw domainErrors.unknownLocation(opening.location);
    if (archived) throw domainErrors.archivedItem(sku);
  }

  #ownerOf(gtin: string): string | undefined {
    return this.#owners.get(gtin) ?? this.#imported?.ownerOf(gtin);
  }
}

/** A new item with its defaults. @throws MissingName */
function newItem(sku: string, name: string | undefined): ItemFields {
  if (name === undefined) throw new MissingName();
  return completed({ sku, name });
}

type Planned = readonly [row: Row, step: Step];

/**
 * Splits a batch, in order, before a row that changes an item of an earlier row: the earlier row,
 * including its opening stock, must be applied first.
 */
function partsOf(steps: Iterable<Planned>): Planned[][] {
  const parts: Planned[][] = [[]];
  let skus = new Set<string>();
  for (const planned of steps) {
    const [{ fields }, { outcome }] = planned;
    if (outcome === 'updated' && skus.has(fields.sku)) {
      parts.push([]);
      skus = new Set();
    }
    skus.add(fields.sku);
    parts.at(-1)?.push(planned);
  }
  return parts;
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

/**
 * Runs the work for all parts at once, which is many times faster than one by one. If a part violates
 * a rule, runs it for each half separately, and so on down to that part.
 */
async function bisect<Part>(
  parts: readonly Part[],
  work: (parts: readonly Part[]) => Promise<void>,
  onError: (part: Part, error: DomainError) => void,
): Promise<void> {
  const [first, ...others] = parts;
  if (first === undefined) return;
  try {
    await work(parts);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (others.length === 0) return onError(first, error);
    const middle = Math.ceil(parts.length / 2);
    await bisect(parts.slice(0, middle), work, onError);
    await bisect(parts.slice(middle), work, onError);
  }
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

class MissingName extends Error {}

function fail(result: ImportResult, row: number, errors: readonly RowError[]): void {
  result.failed += 1;
  const limit = Math.min(maxErrorsPerRow, maxErrors - result.errors.length);
  for (const { field, message } of errors.slice(0, limit)) {
    result.errors.push({
      row,
      field: truncate(field, maxFieldLength),
      message: truncate(message, maxMessageLength),
    });
  }
  result.errorsLeftOut += Math.max(0, errors.length - limit);
}

const tooManyFailedRows = (failed: number) =>
  new Problem(
    422,
    'too-many-failed-rows',
    'Too many rows failed',
    `The import was stopped after ${failed} failed rows.`,
  );

/** Turns a violated rule into an error of its row. @throws any other error */
function rowErrorOf(error: unknown): RowError {
  if (error instanceof MissingName) {
    return { field: 'name', message: 'is required for a new item' };
  }
  if (!(error instanceof DomainError)) throw error;
  const message = error.kind === 'idempotency-key-reused' ? differentQuantity : error.message;
  return { field: fieldOfKind[error.kind] ?? wholeRow, message };
}

const differentQuantity =
  'was already posted under this idempotency key with another quantity: restore that quantity, and post the difference as an adjustment';

/** The field of an error that concerns the whole row. */
const wholeRow = '';

/** The fields that violate each rule. */
const fieldOfKind: Partial<Record<DomainError['kind'], string>> = {
  'unknown-sku': 'sku',
  'duplicate-sku': 'sku',
  'duplicate-barcode': 'barcode',
  'invalid-barcode': 'barcode',
  'unknown-location': 'openingStock/location',
  'archived-item': 'openingStock',
  'idempotency-key-reused': 'openingStock',
};

// The plan reports invalid barcodes, for their rows.
function validBarcode(barcode: string | null | undefined): string | null | undefined {
  try {
    if (barcode) gtin14(barcode);
    return barcode;
  } catch {
    return undefined;
  }
}
