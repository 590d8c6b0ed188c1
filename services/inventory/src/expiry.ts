import type { FastifyBaseLogger } from 'fastify';
import type { StockStore } from './stores/stock-store.ts';

/** Maximum delay after which a reservation expires. */
const intervalMilliseconds = 1_000;

/** Maximum number of reservations that one round closes. */
const perRound = 1_000;

/**
 * Expires reservations periodically while the service runs. Every instance does; the store ensures
 * that each reservation expires once. A failed round is logged, and the next one tries again.
 *
 * @returns a function that stops it and waits for the current round
 */
export function startExpiry(store: StockStore, log: FastifyBaseLogger): () => Promise<void> {
  let round = Promise.resolve();
  let running = false;

  const timer = setInterval(() => {
    if (running) return;
    running = true;
    round = store
      .expireReservations(perRound)
      .then((expired) => {
        if (expired > 0) log.info({ expired }, `${expired} reservations expired`);
      })
      .catch((error: unknown) => log.error({ err: error }, 'expiring reservations failed'))
      .finally(() => {
        running = false;
      });
  }, intervalMilliseconds);
  timer.unref();

  return () => {
    clearInterval(timer);
    return round;
  };
}
