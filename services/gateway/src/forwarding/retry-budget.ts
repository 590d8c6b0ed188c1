/** Maximum number of saved retries: enough for the connections that one stopped task breaks. */
const maxRetries = 10;

/**
 * Limits retries to a fixed part of all requests, so that they cannot double the load on a service
 * that is already failing.
 */
export class RetryBudget {
  readonly #retriesPerRequest: number;
  #left = maxRetries;

  /** @param retriesPerRequest 0.1 allows one retry in ten requests */
  constructor(retriesPerRequest: number) {
    this.#retriesPerRequest = retriesPerRequest;
  }

  /** Adds a request's part of a retry. */
  earn(): void {
    this.#left = Math.min(maxRetries, this.#left + this.#retriesPerRequest);
  }

  /** Takes one retry; false if none is left. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
