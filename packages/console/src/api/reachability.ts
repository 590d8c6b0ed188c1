import { ProblemError } from '@stockroom/client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { feedStatus, onFeedStatus } from './feed-status.ts';

const gatewayStatuses = new Set([502, 503, 504]);

/** Whether an error means that the inventory service sent no response, rather than an error response. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ProblemError) return gatewayStatuses.has(error.problem.status);
  // What fetch throws without a connection, and when the client's timeout is exceeded.
  return (
    error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')
  );
}

/**
 * Whether the server can be reached. False while a query on this page is being retried, or while
 * the movement feed is reconnecting.
 */
export function useIsReachable(): boolean {
  const isFeedLost = useSyncExternalStore(onFeedStatus, () => feedStatus() === 'lost');
  const cache = useQueryClient().getQueryCache();
  const subscribe = useCallback((notify: () => void) => cache.subscribe(notify), [cache]);
  const areQueriesReachable = useSyncExternalStore(subscribe, () =>
    cache
      .findAll({ type: 'active' })
      .every(({ state }) => !isUnreachable(state.fetchFailureReason)),
  );
  return areQueriesReachable && !isFeedLost;
}
