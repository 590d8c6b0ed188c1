import type { Item, Location } from '@stockroom/client';
import { errorMessage } from '../api/problems.ts';
import { formatQuantity } from '../format.ts';
import type { RecordedChange, StockChange } from '../stock/stock-change.ts';
import type { Found } from './find-code.ts';
import type { ScanEntry } from './scan-entry.ts';
import {
  assignLocation,
  type LocationRole,
  missingRoles,
  type ScanLocations,
  type ScanMode,
} from './scan-mode.ts';

/** A scanned item that will be recorded by the next scan or by Enter. */
interface PendingItem {
  readonly item: Item;
  readonly quantity: number;
}

/** A scanned stock change and its progress. */
export interface ScannedLine {
  readonly id: string;
  readonly name: string;
  readonly change: StockChange;
  readonly state: 'recording' | 'recorded' | 'failed' | 'undoing' | 'undone';
  readonly message: string;
  readonly undo?: StockChange | undefined;
}

/** The result of the last scan: shown, announced and played as a sound. */
export interface Feedback {
  /** Increases with each result, so that a repeated message is announced again. */
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly message: string;
}

/** Everything the scan page shows. */
export interface ScanState {
  readonly mode: ScanMode;
  readonly locations: ScanLocations;
  readonly pending?: PendingItem | undefined;
  /** Result of the last lookup. */
  readonly found?: Found | undefined;
  /** A scanned code that matches nothing. */
  readonly unknown?: string | undefined;
  /** Newest first. */
  readonly lines: readonly ScannedLine[];
  readonly feedback?: Feedback;
}

/** What a session depends on. */
export interface ScanServices {
  readonly find: (code: string) => Promise<Found | undefined>;
  /** Records a change, once per key. */
  readonly record: (change: StockChange, name: string, key: string) => Promise<RecordedChange>;
  /** Called when an item's stock has changed. */
  readonly onRecorded: (sku: string) => void;
}

const maximumLines = 50;
const roleNames: Record<LocationRole, string> = {
  location: 'location',
  from: 'source',
  to: 'destination',
};

/**
 * State machine of the scan page. Processes codes in the order they were scanned, however fast they
 * arrive. A scanned item is pending until the next scan records it; scanning it again increases its
 * quantity by one.
 */
export class ScanSession {
  readonly #services: ScanServices;
  readonly #listeners = new Set<() => void>();
  #state: ScanState;
  #entries: Promise<void> = Promise.resolve();
  #requests: Promise<void> = Promise.resolve();

  /** @param mode initial scan mode */
  constructor(mode: ScanMode, services: ScanServices) {
    this.#state = { mode, locations: {}, lines: [] };
    this.#services = services;
  }

  /** Current state. The same object until something changes. */
  readonly state = (): ScanState => this.#state;

  /** Subscribes to state changes. @returns a function that unsubscribes */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Processes a scanned code or a typed quantity. An empty code records the pending item. */
  enter(entry: ScanEntry): Promise<void> {
    return this.#enqueue(() => this.#process(entry));
  }

  /** Changes the mode. Records the pending item first, in the mode it was scanned in. */
  setMode(mode: ScanMode): Promise<void> {
    return this.#enqueue(() => {
      this.#recordPending();
      const pending = mode === 'lookup' ? undefined : this.#state.pending;
      this.#update({ mode, pending, found: undefined, unknown: undefined });
    });
  }

  /** Selects a location manually. Records the pending item first, at the previous location. */
  setLocation(role: LocationRole, code: string): Promise<void> {
    return this.#enqueue(() => {
      if (missingRoles(this.#state.mode, this.#state.locations).length === 0) this.#recordPending();
      this.#update({ locations: { ...this.#state.locations, [role]: code || undefined } });
    });
  }

  /** Continues with an item as if it had been scanned: it was just created for an unknown code. */
  addItem(item: Item): void {
    this.#handleItem(item);
  }

  /** Discards the pending item, or the unknown code. */
  discard(): void {
    const { pending } = this.#state;
    this.#update({ pending: undefined, unknown: undefined });
    if (pending) this.#giveFeedback('good', `${pending.item.name} was discarded.`);
  }

  /** Records a failed line again, with the same idempotency key. */
  retry(line: ScannedLine): void {
    this.#submit(line);
  }

  /** Reverses a recorded line. */
  async undo(line: ScannedLine): Promise<void> {
    if (!line.undo) return;
    this.#updateLine(line.id, { state: 'undoing' });
    try {
      await this.#services.record(line.undo, line.name, `${line.id}-undo`);
      this.#updateLine(line.id, { state: 'undone', undo: undefined });
      this.#giveFeedback('good', `Undone: ${line.message}`);
      this.#services.onRecorded(line.change.body.sku);
    } catch (error) {
      this.#updateLine(line.id, { state: 'recorded' });
      this.#giveFeedback('bad', `The change could not be undone. ${errorMessage(error)}`);
    }
  }

  /** Runs a step after all earlier ones. Each may wait for a lookup. */
  #enqueue(step: () => void | Promise<void>): Promise<void> {
    this.#entries = this.#entries.then(step);
    return this.#entries;
  }

  async #process(entry: ScanEntry): Promise<void> {
    if (entry.kind === 'quantity' && this.#state.pending) {
      this.#setQuantity(entry.quantity);
      return;
    }
    const code = entry.kind === 'code' ? entry.code : String(entry.quantity);
    if (code === '') {
      this.#recordPending();
      return;
    }
    try {
      const found = await this.#services.find(code);
      if (found?.kind === 'item') this.#handleItem(found.item);
      else if (found) this.#handleLocation(found.location);
      else this.#handleUnknownCode(code);
    } catch (error) {
      this.#giveFeedback('bad', `${code} could not be looked up. ${errorMessage(error)}`);
    }
  }

  #setQuantity(quantity: number): void {
    const { pending, mode } = this.#state;
    if (!pending) return;
    if (quantity === 0 && mode !== 'count') {
      this.discard();
      return;
    }
    this.#update({ pending: { ...pending, quantity } });
    this.#giveFeedback('good', `${formatQuantity(quantity)} × ${pending.item.name}`);
  }

  #handleItem(item: Item): void {
    const { mode, locations, pending } = this.#state;
    if (mode === 'lookup') {
      this.#update({ found: { kind: 'item', item }, unknown: undefined });
      this.#giveFeedback('good', `${item.name}: ${formatQuantity(item.stock.available)} available`);
      return;
    }
    const isSame = pending?.item.sku === item.sku;
    if (pending && !isSame && !this.#recordPending()) return;
    const quantity = isSame ? pending.quantity + 1 : 1;
    this.#update({ pending: { item, quantity }, unknown: undefined });
    const [missing] = missingRoles(mode, locations);
    const next = missing ? ` Now scan the ${roleNames[missing]}.` : '';
    this.#giveFeedback('good', `${formatQuantity(quantity)} × ${item.name}.${next}`);
  }

  #handleLocation(location: Location): void {
    const { mode, locations } = this.#state;
    if (mode === 'lookup') {
      this.#update({ found: { kind: 'location', location }, unknown: undefined });
      this.#giveFeedback('good', `Location ${location.code}: ${location.name}`);
      return;
    }
    if (missingRoles(mode, locations).length === 0) this.#recordPending();
    const next = assignLocation(mode, this.#state.locations, location.code);
    if (next.from !== undefined && next.from === next.to) {
      this.#giveFeedback(
        'bad',
        `${location.code} is already the source. Scan a different destination.`,
      );
      return;
    }
    this.#update({ locations: next, unknown: undefined });
    const [missing] = missingRoles(mode, next);
    this.#giveFeedback(
      'good',
      missing
        ? `From ${location.code}. Now scan the ${roleNames[missing]}.`
        : `${next.from ? `From ${next.from} to` : 'At'} ${location.code}. Scan an item.`,
    );
  }

  #handleUnknownCode(code: string): void {
    this.#update({ unknown: code, found: undefined });
    this.#giveFeedback('bad', `No item or location has the code ${code}.`);
  }

  /** @returns false if an item is still pending because a location is missing */
  #recordPending(): boolean {
    const { pending, mode, locations } = this.#state;
    if (!pending) return true;
    const change = changeOf(mode, locations, pending);
    if (!change) {
      const [missing = 'location'] = missingRoles(mode, locations);
      this.#giveFeedback('bad', `Scan the ${roleNames[missing]} of ${pending.item.name} first.`);
      return false;
    }
    const { name } = pending.item;
    const message = `${formatQuantity(pending.quantity)} × ${name}`;
    const id = crypto.randomUUID();
    const line: ScannedLine = { id, name, change, state: 'recording', message };
    this.#update({
      pending: undefined,
      lines: [line, ...this.#state.lines].slice(0, maximumLines),
    });
    this.#submit(line);
    return true;
  }

  #submit({ id, name, change }: ScannedLine): void {
    this.#updateLine(id, { state: 'recording' });
    this.#requests = this.#requests.then(async () => {
      try {
        const { message, undo } = await this.#services.record(change, name, id);
        this.#updateLine(id, { state: 'recorded', message, undo });
        if (!this.#state.pending) this.#giveFeedback('good', message);
        this.#services.onRecorded(change.body.sku);
      } catch (error) {
        const message = `${name} was not recorded. ${errorMessage(error)}`;
        this.#updateLine(id, { state: 'failed', message });
        this.#giveFeedback('bad', message);
      }
    });
  }

  #updateLine(id: string, next: Partial<ScannedLine>): void {
    const lines = this.#state.lines.map((line) => (line.id === id ? { ...line, ...next } : line));
    this.#update({ lines });
  }

  #giveFeedback(tone: Feedback['tone'], message: string): void {
    this.#update({ feedback: { id: (this.#state.feedback?.id ?? 0) + 1, tone, message } });
  }

  #update(next: Partial<ScanState>): void {
    this.#state = { ...this.#state, ...next };
    for (const listener of this.#listeners) listener();
  }
}

/** The stock change of the pending item; undefined while a location is missing. */
function changeOf(
  mode: ScanMode,
  { location, from, to }: ScanLocations,
  { item: { sku }, quantity }: PendingItem,
): StockChange | undefined {
  if (mode === 'receive' && location) {
    return { kind: 'receipt', body: { sku, location, quantity } };
  }
  if (mode === 'count' && location) {
    return { kind: 'count', body: { sku, location, counted: quantity } };
  }
  if (mode === 'transfer' && from && to) {
    return { kind: 'transfer', body: { sku, from, to, quantity } };
  }
  return undefined;
}
