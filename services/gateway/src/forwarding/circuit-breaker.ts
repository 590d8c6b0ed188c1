/** When a circuit opens, and for how long. */
export interface CircuitSettings {
  /** Fewer requests than this in the window prove nothing. */
  readonly minimumRequests: number;
  /** Opens when at least this part of the window's requests failed. */
  readonly failureRatio: number;
  readonly windowMilliseconds: number;
  readonly openMilliseconds: number;
  readonly onChange?: (state: 'open' | 'closed') => void;
}

/** How a request ended; `undecided` where it says nothing about the service that was asked. */
export type Outcome = 'answered' | 'failed' | 'undecided';

interface Slot {
  readonly number: number;
  requests: number;
  failures: number;
}

const slotsPerWindow = 10;

/**
 * Stops asking a service that does not answer. While open nothing is asked; then one request
 * per opening time goes through as a probe, and the first that is answered closes the circuit.
 */
export class CircuitBreaker {
  readonly #settings: CircuitSettings;
  readonly #now: () => number;
  #slots: Slot[] = [];
  /** Counts the openings: what was asked before one says nothing about the time after it. */
  #opened = 0;
  #openUntil: number | undefined;

  constructor(settings: CircuitSettings, now: () => number = () => performance.now()) {
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Asks to let a request through. Returns the function to report its outcome with, exactly once;
   * undefined when the request must not be made.
   */
  admit(): ((outcome: Outcome) => void) | undefined {
    if (this.#openUntil === undefined) {
      const opened = this.#opened;
      return (outcome) => {
        if (opened === this.#opened && outcome !== 'undecided') this.#count(outcome);
      };
    }
    if (this.#now() < this.#openUntil) return undefined;
    // A probe that is not back in time keeps nobody waiting: the next request is one, too.
    this.#openUntil = this.#now() + this.#settings.openMilliseconds;
    const opened = this.#opened;
    return (outcome) => {
      if (this.#openUntil === undefined || opened !== this.#opened) return;
      if (outcome === 'answered') this.#close();
      if (outcome === 'failed') this.#open();
      if (outcome === 'undecided') this.#openUntil = this.#now();
    };
  }

  /** Whole seconds after which asking again makes sense. */
  get retryAfterSeconds(): number {
    const left = (this.#openUntil ?? 0) - this.#now();
    return Math.max(1, Math.ceil(left / 1000));
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
