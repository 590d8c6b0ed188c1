import type { Route } from './contract/routes.ts';

/**
 * How often requests may be sent again, over all calls of a client. Every answer earns a tenth of
 * a retry and every retry costs one, so that clients do not bury a service that struggles.
 */
export class RetryBudget {
  static readonly #most = 10;
  #left = RetryBudget.#most;

  earn(): void {
    this.#left = Math.min(RetryBudget.#most, this.#left + 0.1);
  }

  /** Whether there is one left; takes it. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** Statuses that say "not now": the request was not at fault. */
const passing = new Set([429, 502, 503, 504]);

/**
 * Whether a request may be sent again after this outcome: only where repeating is safe, because
 * the operation changes nothing or carries an idempotency key.
 */
export function isRetryable(route: Route, outcome: Response | unknown): boolean {
  if (route.repeat === 'no') return false;
  return outcome instanceof Response ? passing.has(outcome.status) : outcome instanceof TypeError;
}

/**
 * Milliseconds to wait before the next attempt: what `Retry-After` says, otherwise at random up to
 * 100 ms, 200 ms, 400 ms and so on, at most 2 s, so that many clients do not come back together.
 *
 * @param attempt how many attempts there have been
 */
export function delayBefore(attempt: number, response?: Response): number {
  const seconds = Number(response?.headers.get('retry-after') ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  return Math.random() * Math.min(2_000, 100 * 2 ** (attempt - 1));
}

/** Waits, unless the signal ends it. */
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
