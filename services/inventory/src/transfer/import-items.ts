import { isDeepStrictEqual } from 'node:util';
import {
  type ImportFault,
  type ImportResult,
  type Item,
  ItemPatch,
  NewItem,
  OpeningStock,
} from '@stockroom/client/contract';
import { compile } from '@stockroom/service';
import { Type } from 'typebox';
import { gtin14 } from '../domain/barcode.ts';
import { fingerprint } from '../domain/fingerprint.ts';
import { completed, type ItemFields, patched } from '../domain/item-fields.ts';
import { Refusal, refusals } from '../domain/refusal.ts';
import type { BookedReceipt, StockStore } from '../stores/stock-store.ts';
import type { ReadRow } from './read-rows.ts';

/** What an import is done with. */
export interface ImportOptions {
  readonly dryRun: boolean;
  /** Each row's opening stock is booked under this key and the row's number. */
  readonly idempotencyKey: string;
  /** Who imports. */
  readonly actor: string;
}

/** Rows that are looked up and written together, and errors that are told one by one. */
const batchSize = 200;
const errorsTold = 1_000;

/**
 * Imports rows as they come, a batch at a time: however many there are, no more than a batch is in
 * memory. Rows that fail change nothing, and the others go on.
 *
 * @param result counts what was done; also when reading fails in between
 */
export async function importItems(
  store: StockStore,
  rows: AsyncIterable<ReadRow>,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  let batch: Row[] = [];
  let places = new Set<string>();
  const flush = async () => {
    if (batch.length > 0) await importBatch(store, batch, options, result);
    batch = [];
    places = new Set();
  };
  for await (const read of rows) {
    result.rows += 1;
    const row = checked(read);
    if ('faults' in row) {
      fail(result, row.number, row.faults);
      continue;
    }
    const place = row.opening && `${row.fields.sku} ${row.opening.location}`;
    if (batch.length >= batchSize || (place && places.has(place))) await flush();
    if (place) places.add(place);
    batch.push(row);
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

interface Row {
  readonly number: number;
  readonly fields: ItemPatch & { readonly sku: string };
  readonly opening: OpeningStock | undefined;
}

type Fault = Omit<ImportFault, 'row'>;

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

function checked(read: ReadRow): Row | { number: number; faults: Fault[] } {
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
  return { number, fields, opening };
}

/** What is to be done about the item of a row. */
type Step =
  | { readonly outcome: 'created'; readonly item: ItemFields }
  | { readonly outcome: 'updated' | 'unchanged' };

async function importBatch(
  store: StockStore,
  batch: readonly Row[],
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const plan = new Plan(await plannedFor(store, batch));
  const steps = new Map<Row, Step>();
  for (const row of batch) {
    attemptSync(result, row, () => steps.set(row, plan.add(row)));
  }

  if (!options.dryRun) await carryOut(store, steps, options, result);
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
  readonly #barcodes = new Map<string, string>();
  readonly #locations: ReadonlySet<string>;

  constructor({ items, locations }: { items: readonly Item[]; locations: readonly string[] }) {
    this.#items = new Map(items.map((item) => [item.sku, item]));
    for (const { sku, barcode } of items) if (barcode) this.#barcodes.set(gtin14(barcode), sku);
    this.#locations = new Set(locations);
  }

  /** @throws Refusal what the store would say; MissingName */
  add({ fields, opening }: Row): Step {
    const { sku, name, ...rest } = fields;
    const before = this.#items.get(sku);
    if (!before && name === undefined) throw new MissingName();
    const after = before
      ? patched(before, { ...rest, ...(name !== undefined && { name }) })
      : patched(completed({ sku, name: name ?? '' }), rest);
    this.#check(after, opening);

    if (before?.barcode) this.#barcodes.delete(gtin14(before.barcode));
    if (after.barcode) this.#barcodes.set(gtin14(after.barcode), sku);
    this.#items.set(sku, after);
    if (!before) return { outcome: 'created', item: after };
    return { outcome: isDeepStrictEqual(before, after) ? 'unchanged' : 'updated' };
  }

  #check({ sku, barcode, archived }: ItemFields, opening: OpeningStock | undefined): void {
    const owner = barcode === null ? undefined : this.#barcodes.get(gtin14(barcode));
    if (owner !== undefined && owner !== sku) throw refusals.duplicateBarcode(barcode ?? '');
    if (!opening) return;
    if (!this.#locations.has(opening.location)) throw refusals.unknownLocation(opening.location);
    if (archived) throw refusals.archivedItem(sku);
  }
}

async function carryOut(
  store: StockStore,
  steps: Map<Row, Step>,
  options: ImportOptions,
  result: ImportResult,
): Promise<void> {
  const attempt = async (row: Row, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      fail(result, row.number, [faultOf(error)]);
      steps.delete(row);
    }
  };

  const created = [...steps].flatMap(([row, step]) =>
    step.outcome === 'created' ? [{ row, item: step.item }] : [],
  );
  const all = created.map(({ item }) => item);
  if (!(await togetherIfAllowed(all, (items) => store.createItems(items)))) {
    for (const { row, item } of created) await attempt(row, () => store.createItem(item));
  }

  for (const [row, { outcome }] of [...steps]) {
    const { sku, ...patch } = row.fields;
    if (outcome === 'updated') await attempt(row, () => store.updateItem(sku, patch));
  }

  const receipts = [...steps.keys()].flatMap((row) => receiptOf(row, options));
  if (!(await togetherIfAllowed(receipts, (booked) => store.receiveAll(booked)))) {
    for (const { row, receipt, booking } of receipts) {
      await attempt(row, () => store.receive(receipt, booking));
    }
  }
}

/**
 * Does the work for all at once, which is many times as fast as one by one.
 *
 * @returns false where a rule forbids it for one of them, and so for none it was done
 */
async function togetherIfAllowed<Part>(
  parts: readonly Part[],
  work: (parts: readonly Part[]) => Promise<void>,
): Promise<boolean> {
  if (parts.length === 0) return true;
  try {
    await work(parts);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

function receiptOf(
  row: Row,
  { idempotencyKey, actor }: ImportOptions,
): (BookedReceipt & { readonly row: Row })[] {
  const { number, fields, opening } = row;
  if (!opening) return [];
  const receipt = { sku: fields.sku, ...opening, reason: 'Opening stock' };
  const booking = {
    idempotencyKey: `${idempotencyKey}:${number}`,
    fingerprint: fingerprint('import', receipt),
    actor,
  };
  return [{ row, receipt, booking }];
}

class MissingName extends Error {}

function attemptSync(result: ImportResult, row: Row, work: () => void): void {
  try {
    work();
  } catch (error) {
    fail(result, row.number, [faultOf(error)]);
  }
}

function fail(result: ImportResult, row: number, faults: readonly Fault[]): void {
  result.failed += 1;
  for (const { field, message } of faults) {
    if (result.errors.length < errorsTold) result.errors.push({ row, field, message });
    else result.errorsLeftOut += 1;
  }
}

/** Says what a rule forbids in a row. @throws what is no such rule */
function faultOf(error: unknown): Fault {
  if (error instanceof MissingName) {
    return { field: 'name', message: 'is required where the item is new' };
  }
  if (!(error instanceof Refusal)) throw error;
  return { field: fieldBehind[error.kind] ?? '', message: error.message };
}

const fieldBehind: Partial<Record<Refusal['kind'], string>> = {
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
