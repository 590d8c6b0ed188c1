import { Problem } from '@stockroom/service';
import type { Kind } from './upstream-client.ts';

/**
 * Requests of a kind that one caller may have open at a time, so that nobody takes all of the
 * connections that its kind has. Ordinary requests are short: their rate is limited.
 */
const mostAtOnce: Readonly<Partial<Record<Kind, number>>> = { bulk: 4, events: 20 };

/** What the kinds are called to those who read a refusal. */
const names: Readonly<Record<Kind, string>> = {
  ordinary: 'requests',
  bulk: 'imports and exports',
  events: 'feeds',
};

/** Each caller's share of the connections behind the gateway. */
export class CallerShares {
  readonly #open = new Map<string, number>();

  /**
   * Takes one request's part of a caller's share. Returns the function that gives it back, to be
   * called exactly once.
   *
   * @throws Problem 429 where the caller has all of its share already
   */
  take(kind: Kind, caller: string): () => void {
    const most = mostAtOnce[kind];
    if (most === undefined) return () => {};
    const key = `${kind} ${caller}`;
    const open = this.#open.get(key) ?? 0;
    if (open >= most) throw tooManyOpen(kind, most);
    this.#open.set(key, open + 1);
    return () => {
      const left = (this.#open.get(key) ?? 0) - 1;
      if (left > 0) this.#open.set(key, left);
      else this.#open.delete(key);
    };
  }
}

const tooManyOpen = (kind: Kind, most: number) =>
  new Problem(
    429,
    'too-many-open-requests',
    'Too many requests are open',
    `This caller has ${most} ${names[kind]} open already, which is as many as one may. Close one or wait for its end, then try again.`,
    { headers: { 'retry-after': '5' } },
  );
