import type { Item, Location } from '@stockroom/client';
import { formatQuantity } from '../format.ts';
import { whatToDo } from '../problems.ts';
import type { Booked, StockChange } from '../stock/stock-change.ts';
import type { Found } from './find-code.ts';
import type { ScanEntry } from './scan-entry.ts';
import {
  missingPlaces,
  type Place,
  type Places,
  type ScanMode,
  withScannedPlace,
} from './scan-mode.ts';

/** An item that was scanned and is booked with the next scan, or with Enter. */
interface Pending {
  readonly item: Item;
  readonly quantity: number;
}

/** A change that was scanned, and what became of it. */
export interface ScannedLine {
  readonly id: string;
  readonly name: string;
  readonly change: StockChange;
  readonly state: 'booking' | 'booked' | 'failed' | 'undoing' | 'undone';
  readonly message: string;
  readonly undo?: StockChange | undefined;
}

/** What the last scan led to, to be seen, heard and spoken. */
export interface Feedback {
  /** Grows with each, so that the same words twice are told twice. */
  readonly id: number;
  readonly tone: 'good' | 'bad';
  readonly message: string;
}

/** Everything the scan page shows. */
export interface ScanState {
  readonly mode: ScanMode;
  readonly places: Places;
  readonly pending?: Pending | undefined;
  /** What was looked up last. */
  readonly found?: Found | undefined;
  /** A code that belongs to nothing. */
  readonly unknown?: string | undefined;
  /** The newest first. */
  readonly lines: readonly ScannedLine[];
  readonly feedback?: Feedback;
}

/** What a session works through. */
export interface ScanTools {
  readonly find: (code: string) => Promise<Found | undefined>;
  /** Books a change once per key. */
  readonly book: (change: StockChange, name: string, key: string) => Promise<Booked>;
  /** Told when an item's stock has changed. */
  readonly onBooked: (sku: string) => void;
}

const mostLines = 50;
const roleNames: Record<Place, string> = {
  location: 'location',
  from: 'source',
  to: 'destination',
};

/**
 * One code after the other: works them off in the order in which they came, however fast. A scanned
 * item waits for its quantity and is booked with the next scan; scanned again it counts one more.
 */
export class ScanSession {
  readonly #tools: ScanTools;
  readonly #listeners = new Set<() => void>();
  #state: ScanState;
  #entries: Promise<void> = Promise.resolve();
  #bookings: Promise<void> = Promise.resolve();

  /** @param mode what scanning does at first */
  constructor(mode: ScanMode, tools: ScanTools) {
    this.#state = { mode, places: {}, lines: [] };
    this.#tools = tools;
  }

  /** What to show now; the same object until something changes. */
  readonly state = (): ScanState => this.#state;

  /** Calls the listener on each change until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes what was scanned or typed; nothing at all books what waits. */
  enter(entry: ScanEntry): Promise<void> {
    return this.#inOrder(() => this.#work(entry));
  }

  /** Changes what scanning does; what waits is booked first, as it was scanned. */
  setMode(mode: ScanMode): Promise<void> {
    return this.#inOrder(() => {
      this.#bookPending();
      const pending = mode === 'lookup' ? undefined : this.#state.pending;
      this.#show({ mode, pending, found: undefined, unknown: undefined });
    });
  }

  /** Chooses a location by hand; what waits for the one before is booked there first. */
  setPlace(place: Place, code: string): Promise<void> {
    return this.#inOrder(() => {
      if (missingPlaces(this.#state.mode, this.#state.places).length === 0) this.#bookPending();
      this.#show({ places: { ...this.#state.places, [place]: code || undefined } });
    });
  }

  /** Goes on with an item as if it had been scanned: it was just created for an unknown code. */
  take(item: Item): void {
    this.#take(item);
  }

  /** Forgets what waits, or the code that is unknown. */
  discard(): void {
    const { pending } = this.#state;
    this.#show({ pending: undefined, unknown: undefined });
    if (pending) this.#tell('good', `${pending.item.name} is not booked.`);
  }

  /** Books a line that failed again, under the same key. */
  retry(line: ScannedLine): void {
    this.#submit(line);
  }

  /** Takes back what a line booked. */
  async undo(line: ScannedLine): Promise<void> {
    if (!line.undo) return;
    this.#change(line.id, { state: 'undoing' });
    try {
      await this.#tools.book(line.undo, line.name, `${line.id}-undo`);
      this.#change(line.id, { state: 'undone', undo: undefined });
      this.#tell('good', `Undone: ${line.message}`);
      this.#tools.onBooked(line.change.body.sku);
    } catch (error) {
      this.#change(line.id, { state: 'booked' });
      this.#tell('bad', `That could not be undone. ${whatToDo(error)}`);
    }
  }

  /** Codes that were scanned before are still looked up: what comes after them waits for them. */
  #inOrder(step: () => void | Promise<void>): Promise<void> {
    this.#entries = this.#entries.then(step);
    return this.#entries;
  }

  async #work(entry: ScanEntry): Promise<void> {
    if (entry.kind === 'quantity' && this.#state.pending) {
      this.#setQuantity(entry.quantity);
      return;
    }
    const code = entry.kind === 'code' ? entry.code : String(entry.quantity);
    if (code === '') {
      this.#bookPending();
      return;
    }
    try {
      const found = await this.#tools.find(code);
      if (found?.kind === 'item') this.#take(found.item);
      else if (found) this.#go(found.location);
      else this.#refuse(code);
    } catch (error) {
      this.#tell('bad', `${code} was not looked up. ${whatToDo(error)}`);
    }
  }

  #setQuantity(quantity: number): void {
    const { pending, mode } = this.#state;
    if (!pending) return;
    if (quantity === 0 && mode !== 'count') {
      this.discard();
      return;
    }
    this.#show({ pending: { ...pending, quantity } });
    this.#tell('good', `${formatQuantity(quantity)} × ${pending.item.name}`);
  }

  #take(item: Item): void {
    const { mode, places, pending } = this.#state;
    if (mode === 'lookup') {
      this.#show({ found: { kind: 'item', item }, unknown: undefined });
      this.#tell('good', `${item.name}: ${formatQuantity(item.stock.available)} available`);
      return;
    }
    const isSame = pending?.item.sku === item.sku;
    if (pending && !isSame && !this.#bookPending()) return;
    const quantity = isSame ? pending.quantity + 1 : 1;
    this.#show({ pending: { item, quantity }, unknown: undefined });
    const [missing] = missingPlaces(mode, places);
    const next = missing ? ` Now scan the ${roleNames[missing]}.` : '';
    this.#tell('good', `${formatQuantity(quantity)} × ${item.name}.${next}`);
  }

  #go(location: Location): void {
    const { mode, places } = this.#state;
    if (mode === 'lookup') {
      this.#show({ found: { kind: 'location', location }, unknown: undefined });
      this.#tell('good', `Location ${location.code}: ${location.name}`);
      return;
    }
    if (missingPlaces(mode, places).length === 0) this.#bookPending();
    const next = withScannedPlace(mode, this.#state.places, location.code);
    if (next.from !== undefined && next.from === next.to) {
      this.#tell('bad', `${location.code} is the source already: scan another destination.`);
      return;
    }
    this.#show({ places: next, unknown: undefined });
    const [missing] = missingPlaces(mode, next);
    this.#tell(
      'good',
      missing
        ? `From ${location.code}. Now scan the ${roleNames[missing]}.`
        : `${next.from ? `From ${next.from} to` : 'At'} ${location.code}. Scan an item.`,
    );
  }

  #refuse(code: string): void {
    this.#show({ unknown: code, found: undefined });
    this.#tell('bad', `Nothing has the code ${code}.`);
  }

  /** Whether nothing waits any more: false while a location is missing. */
  #bookPending(): boolean {
    const { pending, mode, places } = this.#state;
    if (!pending) return true;
    const change = changeOf(mode, places, pending);
    if (!change) {
      const [missing = 'location'] = missingPlaces(mode, places);
      this.#tell('bad', `Scan the ${roleNames[missing]} of ${pending.item.name} first.`);
      return false;
    }
    const { name } = pending.item;
    const message = `${formatQuantity(pending.quantity)} × ${name}`;
    const id = crypto.randomUUID();
    const line: ScannedLine = { id, name, change, state: 'booking', message };
    this.#show({ pending: undefined, lines: [line, ...this.#state.lines].slice(0, mostLines) });
    this.#submit(line);
    return true;
  }

  #submit({ id, name, change }: ScannedLine): void {
    this.#change(id, { state: 'booking' });
    this.#bookings = this.#bookings.then(async () => {
      try {
        const { message, undo } = await this.#tools.book(change, name, id);
        this.#change(id, { state: 'booked', message, undo });
        if (!this.#state.pending) this.#tell('good', message);
        this.#tools.onBooked(change.body.sku);
      } catch (error) {
        const message = `${name} is not booked. ${whatToDo(error)}`;
        this.#change(id, { state: 'failed', message });
        this.#tell('bad', message);
      }
    });
  }

  #change(id: string, next: Partial<ScannedLine>): void {
    const lines = this.#state.lines.map((line) => (line.id === id ? { ...line, ...next } : line));
    this.#show({ lines });
  }

  #tell(tone: Feedback['tone'], message: string): void {
    this.#show({ feedback: { id: (this.#state.feedback?.id ?? 0) + 1, tone, message } });
  }

  #show(next: Partial<ScanState>): void {
    this.#state = { ...this.#state, ...next };
    for (const listener of this.#listeners) listener();
  }
}

/** The change of stock that was scanned; none while a location is missing. */
function changeOf(
  mode: ScanMode,
  { location, from, to }: Places,
  { item: { sku }, quantity }: Pending,
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
