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

/** What an import is done with. */
export interface ImportOptions {
  readonly dryRun: boolean;
  /**
   * Opening stock is booked under this key, the item and the location: wherever its row stands in
   * the file, and in the corrected one, it is booked once.
   */
  readonly idempotencyKey: string;
  /** Who imports. */
  readonly actor: string;
  /** Aborted when the caller leaves: no batch is begun after that. Without it, none is left out. */
  readonly signal?: AbortSignal;
}

/**
 * What is looked up and written together: so many rows, or so many characters of them, for a
 * transaction of Amazon DocumentDB holds at most 32 MB (search keys and indexes included).
 */
const batchRows = 250;
const batchCharacters = 2_000_000;
/**
 * Errors that are told one by one, in all and of one row, and the longest field and message of one,
 * in characters. Messages are our own words in ASCII; a field may be the caller's, and a character of
 * it 6 bytes of JSON. So the largest result is under 1 MB.
 */
const reportedErrors = 1_000;
const reportedErrorsPerRow = 20;
const longestField = 100;
const longestMessage = 200;
/** After so many rows that fail it is not a row that is wrong, but the file. */
const mostFailedRows = 10_000;
/** Errors that a problem carries, which is to stay under 64 KB. */
const errorsInProblem = 20;

/**
 * Imports rows as they come, a batch at a time: however many there are, no more than a batch is in
 * memory, and the little that later rows are held against. Rows that fail change nothing, and the
 * others go on.
 *
 * @param result counts what was done; also when reading fails in between
 * @throws Problem `dry-run-too-long`, `too-many-failed-rows`; what the signal is aborted with
 */
export async function importItems(
  store: StockStore,
  rows: AsyncIterable<ReadRow>,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const seen = options.dryRun ? new ImportedItemIndex() : undefined;
  const places = new OpeningStockIndex();
  let batch: Row[] = [];
  let characters = 0;
  const flush = async () => {
    options.signal?.throwIfAborted();
    if (batch.length > 0) await importBatch(store, batch, seen, options, result);
    batch = [];
    characters = 0;
  };
  for await (const read of rows) {
    if (result.failed >= mostFailedRows) throw tooManyFailedRows(result.failed);
    result.rows += 1;
    const row = checked(read, places);
    if ('faults' in row) {
      fail(result, row.number, row.faults);
      continue;
    }
    if (batch.length >= batchRows || characters >= batchCharacters) await flush();
    batch.push(row);
    characters += JSON.stringify(row.fields).length;
  }
  await flush();
}

/** A result of nothing yet. */
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

/** A result as a problem carries it: with the first few of its errors. */
export const briefly = (result: ImportResult): ImportResult => ({
  ...result,
  errors: result.errors.slice(0, errorsInProblem),
  errorsLeftOut: result.errorsLeftOut + Math.max(0, result.errors.length - errorsInProblem),
});

interface Row {
  readonly number: number;
  readonly fields: ItemPatch & { readonly sku: string };
  readonly opening: OpeningStock | undefined;
}

type Fault = Omit<ImportError, 'row'>;

const ImportedRow = Type.Object(
  {
    sku: NewItem.properties.sku,
    ...ItemPatch.properties,
    openingStock: Type.Optional(OpeningStock),
  },
  { additionalProperties: false },
);
const faultsIn = compile(ImportedRow, { coerce: false });

/** What an export says beside the fields, and what only the inventory itself decides. */
const passedOver = new Set(['stock', 'version', 'createdAt', 'updatedAt']);

function checked(
  read: ReadRow,
  places: OpeningStockIndex,
): Row | { number: number; faults: Fault[] } {
  const { row: number } = read;
  if ('fault' in read) return { number, faults: [{ field: '', message: read.fault }] };
  const given = Object.fromEntries(
    Object.entries(read.fields).filter(([name]) => !passedOver.has(name)),
  );
  const faults = faultsIn(given);
  if (faults.length > 0) return { number, faults };
  const { openingStock: opening, ...fields } = given as Row['fields'] & {
    openingStock?: OpeningStock;
  };
  const first = opening && places.firstRow(fields.sku, opening.location, number);
  if (first === undefined) return { number, fields, opening };
  const message = `is given for this item and location in row ${first} already: give it once, as one quantity`;
  return { number, faults: [{ field: 'openingStock', message }] };
}

/** What is to be done about the item of a row. */
type Step =
  | { readonly outcome: 'created'; readonly item: ItemFields }
  | { readonly outcome: 'updated' | 'unchanged' };

async function importBatch(
  store: StockStore,
  batch: readonly Row[],
  seen: ImportedItemIndex | undefined,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const plan = new Plan(await plannedFor(store, batch), seen);
  const steps = new Map<Row, Step>();
  for (const row of batch) {
    try {
      steps.set(row, plan.add(row));
    } catch (error) {
      fail(result, row.number, [faultOf(error)]);
    }
  }

  if (!options.dryRun) {
    const refuse = (row: Row, refusal: DomainError) => {
      fail(result, row.number, [faultOf(refusal)]);
      steps.delete(row);
    };
    for (const part of partsOf(steps)) {
      await saveItems(store, part, refuse);
      // Not that of rows that were just refused.
      const rows = part.flatMap(([row]) => (steps.has(row) ? [row] : []));
      await bookOpeningStock(store, rows, options, refuse);
    }
  }
  for (const { outcome } of steps.values()) result[outcome] += 1;
  result.errors.sort((one, other) => one.row - other.row);
}

function plannedFor(store: StockStore, batch: readonly Row[]) {
  const names = <Name>(of: (row: Row) => Name | null | undefined): Name[] => [
    ...new Set(batch.map(of).filter((name) => name !== undefined && name !== null)),
  ];
  return store.find({
    skus: names(({ fields }) => fields.sku),
    barcodes: names(({ fields }) => validBarcode(fields.barcode)),
    locations: names(({ opening }) => opening?.location),
  });
}

/** The items as they will be after the rows before, so that each row is held against those. */
class Plan {
  readonly #items: Map<string, ItemFields>;
  readonly #owners = new Map<string, string>();
  readonly #locations: ReadonlySet<string>;
  readonly #seen: ImportedItemIndex | undefined;

  constructor({ items, locations }: Found, seen?: ImportedItemIndex) {
    this.#items = new Map(items.map((item) => [item.sku, seen?.after(item) ?? item]));
    for (const { sku, barcode } of this.#items.values()) {
      if (barcode !== null) this.#owners.set(gtin14(barcode), sku);
    }
    this.#locations = new Set(locations);
    this.#seen = seen;
  }

  /** @throws DomainError what the store would say; MissingName */
  add({ fields, opening }: Row): Step {
    const { sku, name, ...rest } = fields;
    const before = this.#items.get(sku) ?? this.#seen?.created(sku);
    if (!before && name === undefined) throw new MissingName();
    const after = before
      ? patched(before, { ...rest, ...(name !== undefined && { name }) })
      : patched(completed({ sku, name: name ?? '' }), rest);
    this.#check(after, opening);

    const repeated = this.#seen?.repeats(fields) ?? false;
    this.#seen?.remember(after, fields);
    if (before?.barcode) this.#owners.delete(gtin14(before.barcode));
    if (after.barcode) this.#owners.set(gtin14(after.barcode), sku);
    this.#items.set(sku, after);
    if (!before) return { outcome: 'created', item: after };
    return { outcome: repeated || isDeepStrictEqual(before, after) ? 'unchanged' : 'updated' };
  }

  #check({ sku, barcode, archived }: ItemFields, opening: OpeningStock | undefined): void {
    const owner = barcode === null ? undefined : this.#ownerOf(gtin14(barcode));
    if (owner !== undefined && owner !== sku) throw domainErrors.duplicateBarcode(barcode ?? '');
    if (!opening) return;
    if (!this.#locations.has(opening.location))
      throw domainErrors.unknownLocation(opening.location);
    if (archived) throw domainErrors.archivedItem(sku);
  }

  #ownerOf(gtin: string): string | undefined {
    return this.#owners.get(gtin) ?? this.#seen?.ownerOf(gtin);
  }
}

type Planned = readonly [row: Row, step: Step];

/**
 * Cuts a batch, in its order, where a row changes an item that a row before it is about: what that
 * one does must be done before, its opening stock too.
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

type Refuse = (row: Row, refusal: DomainError) => void;

async function saveItems(
  store: StockStore,
  part: readonly Planned[],
  refuse: Refuse,
): Promise<void> {
  const changes = part.flatMap(([row, step]) => {
    const { sku, ...patch } = row.fields;
    if (step.outcome === 'created') return { row, change: { create: step.item } };
    return step.outcome === 'updated' ? { row, change: { sku, patch } } : [];
  });
  await bisect(
    changes,
    (some) => store.saveItems(some.map(({ change }) => change)),
    ({ row }, refusal) => refuse(row, refusal),
  );
}

async function bookOpeningStock(
  store: StockStore,
  rows: readonly Row[],
  options: ImportOptions,
  refuse: Refuse,
): Promise<void> {
  await bisect(
    rows.flatMap((row) => receiptOf(row, options)),
    (some) => store.receiveAll(some),
    ({ row }, refusal) => refuse(row, refusal),
  );
}

/**
 * Does the work for all at once, which is many times as fast as one by one. Where a rule forbids
 * it for one of them, it is done for each half by itself, and so on down to that one.
 */
async function bisect<Part>(
  parts: readonly Part[],
  work: (parts: readonly Part[]) => Promise<void>,
  refused: (part: Part, refusal: DomainError) => void,
): Promise<void> {
  const [first, ...others] = parts;
  if (first === undefined) return;
  try {
    await work(parts);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (others.length === 0) return refused(first, error);
    const middle = Math.ceil(parts.length / 2);
    await bisect(parts.slice(0, middle), work, refused);
    await bisect(parts.slice(middle), work, refused);
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

function fail(result: ImportResult, row: number, faults: readonly Fault[]): void {
  result.failed += 1;
  const most = Math.min(reportedErrorsPerRow, reportedErrors - result.errors.length);
  for (const { field, message } of faults.slice(0, most)) {
    result.errors.push({
      row,
      field: truncate(field, longestField),
      message: truncate(message, longestMessage),
    });
  }
  result.errorsLeftOut += Math.max(0, faults.length - most);
}

const tooManyFailedRows = (failed: number) =>
  new Problem(
    422,
    'too-many-failed-rows',
    'Too many rows failed',
    `${failed} rows failed, so the import was stopped.`,
  );

/** Says what a rule forbids in a row. @throws what is no such rule */
function faultOf(error: unknown): Fault {
  if (error instanceof MissingName) {
    return { field: 'name', message: 'is required where the item is new' };
  }
  if (!(error instanceof DomainError)) throw error;
  const message = error.kind === 'idempotency-key-reused' ? otherQuantity : error.message;
  return { field: fieldBehind[error.kind] ?? '', message };
}

const otherQuantity =
  'is booked already under this idempotency key, with another quantity: leave it as it was, and book what differs as an adjustment';

const fieldBehind: Partial<Record<DomainError['kind'], string>> = {
  'unknown-sku': 'sku',
  'duplicate-sku': 'sku',
  'duplicate-barcode': 'barcode',
  'invalid-barcode': 'barcode',
  'unknown-location': 'openingStock/location',
  'archived-item': 'openingStock',
  'idempotency-key-reused': 'openingStock',
};

// A wrong one is told by the plan, for its own row.
function validBarcode(barcode: string | null | undefined): string | null | undefined {
  try {
    if (barcode) gtin14(barcode);
    return barcode;
  } catch {
    return undefined;
  }
}
