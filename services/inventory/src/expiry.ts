import type { FastifyBaseLogger } from 'fastify';
import type { StockStore } from './stores/stock-store.ts';

/** How late a reservation may expire, and how many one round closes at most. */
const intervalMilliseconds = 1_000;
const perRound = 1_000;

/**
 * Lets reservations expire by themselves while the service runs. Every instance does so; the store
 * sees to it that each reservation expires once. A round that fails is logged and the next one
 * tries again.
 *
 * @returns stops it, once the round that runs is done
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
      .catch((error: unknown) => log.error({ err: error }, 'reservations could not expire'))
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
