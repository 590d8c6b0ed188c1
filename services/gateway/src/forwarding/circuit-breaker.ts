/** When a circuit opens, and for how long. */
export interface CircuitSettings {
  /** The circuit does not open on fewer requests in the window. */
  readonly minimumRequests: number;
  /** Opens when at least this part of the window's requests failed. */
  readonly failureRatio: number;
  readonly windowMilliseconds: number;
  readonly openMilliseconds: number;
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** How a request ended; `undecided` if that says nothing about the service. */
export type Outcome = 'succeeded' | 'failed' | 'undecided';

interface Slot {
  readonly number: number;
  requests: number;
  failures: number;
}

const slotsPerWindow = 10;

/**
 * Stops sending requests to a service that does not respond. An open circuit rejects all requests;
 * then it lets one request through as a probe per opening time, and closes on the first success.
 */
export class CircuitBreaker {
  readonly #settings: CircuitSettings;
  readonly #now: () => number;
  #slots: Slot[] = [];
  /** Counts the openings: the outcome of a request from before an opening no longer counts. */
  #opened = 0;
  #openUntil: number | undefined;

  constructor(settings: CircuitSettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Admits a request. Returns the function that reports its outcome, to be called exactly once;
   * undefined if the request must not be sent.
   */
  admit(): ((outcome: Outcome) => void) | undefined {
    if (this.#openUntil === undefined) {
      const opened = this.#opened;
      return (outcome) => {
        if (opened === this.#opened && outcome !== 'undecided') this.#count(outcome);
      };
    }
    if (this.#now() < this.#openUntil) return undefined;
    // The next probe does not wait for a slow one.
    this.#openUntil = this.#now() + this.#settings.openMilliseconds;
    const opened = this.#opened;
    return (outcome) => {
      if (this.#openUntil === undefined || opened !== this.#opened) return;
      if (outcome === 'succeeded') this.#close();
      if (outcome === 'failed') this.#open();
      if (outcome === 'undecided') this.#openUntil = this.#now();
    };
  }

  /** Seconds until the next probe, rounded up; at least 1. */
  get retryAfterSeconds(): number {
    if (this.#openUntil === undefined) return 1;
    return Math.max(1, Math.ceil((this.#openUntil - this.#now()) / 1000));
  }

  #count(outcome: Outcome): void {
    const { windowMilliseconds, minimumRequests, failureRatio } = this.#settings;
    const number = Math.floor((this.#now() * slotsPerWindow) / windowMilliseconds);
    this.#slots = this.#slots.filter((slot) => slot.number > number - slotsPerWindow);
    let slot = this.#slots.at(-1);
    if (slot?.number !== number) {
      slot = { number, requests: 0, failures: 0 };
      this.#slots.push(slot);
    }
    slot.requests += 1;
    if (outcome === 'failed') slot.failures += 1;

    const requests = this.#slots.reduce((sum, each) => sum + each.requests, 0);
    const failures = this.#slots.reduce((sum, each) => sum + each.failures, 0);
    if (requests >= minimumRequests && failures >= requests * failureRatio) this.#open();
  }

  #open(): void {
    const isNew = this.#openUntil === undefined;
    this.#opened += 1;
    this.#openUntil = this.#now() + this.#settings.openMilliseconds;
    if (isNew) this.#settings.onChange?.('open');
  }

  #close(): void {
    this.#openUntil = undefined;
    this.#slots = [];
    this.#settings.onChange?.('closed');
  }
}
