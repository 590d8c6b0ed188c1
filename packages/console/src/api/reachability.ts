import { ProblemError } from '@stockroom/client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { feedStatus, onFeedStatus } from './feed-status.ts';

const gatewayStatuses = new Set([502, 503, 504]);

/** Whether an error says that no answer came from the inventory, rather than what the answer was. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ProblemError) return gatewayStatuses.has(error.problem.status);
  // What fetch throws without a connection, and when the client's time limit passes.
  return (
    error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')
  );
}

/**
 * Whether the server can be reached: false while a read on this page is being repeated, or while
 * the feed of movements waits for its connection.
 */
export function useIsReachable(): boolean {
  const isFeedLost = useSyncExternalStore(onFeedStatus, () => feedStatus() === 'lost');
  const cache = useQueryClient().getQueryCache();
  const subscribe = useCallback((notify: () => void) => cache.subscribe(notify), [cache]);
  const areReadsAnswered = useSyncExternalStore(subscribe, () =>
    cache
      .findAll({ type: 'active' })
      .every(({ state }) => !isUnreachable(state.fetchFailureReason)),
  );
  return areReadsAnswered && !isFeedLost;
}
