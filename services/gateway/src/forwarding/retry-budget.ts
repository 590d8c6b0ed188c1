/** Repetitions that may be saved up: enough for the connections that one stopped task breaks. */
const most = 10;

/**
 * How many requests may be repeated: a fixed part of all, so that repetitions cannot double the load
 * on a service that is already failing.
 */
export class RetryBudget {
  readonly #part: number;
  #left = most;

  /** @param part repetitions per request: 0.1 is one in ten */
  constructor(part: number) {
    this.#part = part;
  }

  /** Notes a request, which earns a part of a repetition. */
  earn(): void {
    this.#left = Math.min(most, this.#left + this.#part);
  }

  /** Takes one repetition out, where there is one. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
