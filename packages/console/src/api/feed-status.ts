/** State of the live feed of movements: not in use, connected, or reconnecting. */
export type FeedStatus = 'off' | 'connected' | 'lost';

/** Refetch intervals with and without the live feed. */
const liveIntervalMilliseconds = 15_000;
const pollIntervalMilliseconds = 5_000;

let status: FeedStatus = 'off';
const listeners = new Set<() => void>();

/** Current status of the movement feed. */
export const feedStatus = (): FeedStatus => status;

/** Sets the status and notifies listeners if it changed. */
export function setFeedStatus(next: FeedStatus): void {
  if (next === status) return;
  status = next;
  for (const listener of listeners) listener();
}

/** Subscribes to status changes. @returns a function that unsubscribes */
export function onFeedStatus(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Default `refetchInterval` of queries that are on screen. The feed reports stock movements but not
 * new items, edits or reservations, so polling slows down while it is connected but does not stop.
 */
export const refetchIntervalMilliseconds = (): number =>
  status === 'connected' ? liveIntervalMilliseconds : pollIntervalMilliseconds;
