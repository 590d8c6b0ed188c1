/** Whether movements are told as they happen: not at all, yes, or not until the connection is back. */
export type FeedStatus = 'off' | 'connected' | 'lost';

const whileToldMilliseconds = 15_000;
const whileNotToldMilliseconds = 5_000;

let status: FeedStatus = 'off';
const listeners = new Set<() => void>();

/** How it stands with the feed of movements now. */
export const feedStatus = (): FeedStatus => status;

/** Says how it stands with the feed from now on. */
export function setFeedStatus(next: FeedStatus): void {
  if (next === status) return;
  status = next;
  for (const listener of listeners) listener();
}

/** Calls the listener on each change until the returned function is called. */
export function onFeedStatus(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * How often to read again what is on screen. The feed tells movements of stock; new items, edits and
 * reservations it does not, so reading never stops, it only becomes rare.
 */
export const readAgainMilliseconds = (): number =>
  status === 'connected' ? whileToldMilliseconds : whileNotToldMilliseconds;
