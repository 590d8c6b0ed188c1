import { Problem } from '@stockroom/service';
import type { RequestKind } from './request-kind.ts';

/**
 * Maximum number of concurrent requests of one caller, by kind, so that one caller cannot take all
 * connections of a kind. Ordinary requests are short; the rate limit covers them.
 */
const maxConcurrent: Readonly<Partial<Record<RequestKind, number>>> = { bulk: 4, events: 20 };

/** The kinds in error messages. */
const names: Readonly<Record<RequestKind, string>> = {
  ordinary: 'requests',
  bulk: 'imports and exports',
  events: 'feeds',
};

/** Limits the concurrent requests of each caller. */
export class ConcurrencyLimiter {
  readonly #open = new Map<string, number>();

  /**
   * Acquires a slot for one request. Returns the function that releases it; call it exactly once.
   *
   * @throws Problem 429 if the caller has no slot left
   */
  acquire(kind: RequestKind, caller: string): () => void {
    const max = maxConcurrent[kind];
    if (max === undefined) return () => {};
    const key = `${kind} ${caller}`;
    const open = this.#open.get(key) ?? 0;
    if (open >= max) throw tooManyOpenRequests(kind, max);
    this.#open.set(key, open + 1);
    return () => {
      const left = (this.#open.get(key) ?? 0) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }
}

const tooManyOpenRequests = (kind: RequestKind, max: number) =>
  new Problem(
    429,
    'too-many-open-requests',
    'Too many requests are open',
    `This caller has ${max} ${names[kind]} open already, the maximum per caller. Close one or wait until it ends, then try again.`,
    { headers: { 'retry-after': '5' } },
  );
