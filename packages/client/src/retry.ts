import type { Route } from './contract/routes.ts';

/**
 * Limits retries over all calls of a client. Every response earns a tenth of a retry and every retry
 * costs one, so that clients do not overload a struggling service.
 */
export class RetryBudget {
  static readonly #maximum = 10;
  #left = RetryBudget.#maximum;

  earn(): void {
    this.#left = Math.min(RetryBudget.#maximum, this.#left + 0.1);
  }

  /** Takes a retry from the budget; false if it is spent. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** Statuses of temporary errors that the request did not cause. */
const transientStatuses = new Set([429, 502, 503, 504]);

/**
 * Whether a request may be retried after this outcome: only if a retry is safe, because the operation
 * changes nothing or carries an idempotency key.
 */
export function isRetryable(route: Route, outcome: Response | unknown): boolean {
  if (route.repeat === 'no') return false;
  return outcome instanceof Response
    ? transientStatuses.has(outcome.status)
    : outcome instanceof TypeError;
}

/**
 * Milliseconds to wait before the next attempt: the value of `Retry-After`, otherwise random up to
 * 100 ms, 200 ms, 400 ms and so on, at most 2 s, so that many clients do not retry simultaneously.
 *
 * @param attempt number of attempts so far
 */
export function delayBefore(attempt: number, response?: Response): number {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  return Math.random() * Math.min(2_000, 100 * 2 ** (attempt - 1));
}

/** Waits, or rejects when the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
