import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { setFeedStatus } from './feed-status.ts';
import { useCanRead } from './session.ts';

/**
 * Follows the movement feed while the window is visible. Browsers limit the connections per origin,
 * and a dozen background tabs would use them up. Queries are refetched when the window is visible
 * again.
 */
export function useLiveFeed(): void {
  const queryClient = useQueryClient();
  const canRead = useCanRead();
  useEffect(() => {
    let connection: AbortController | undefined;
    const disconnect = () => {
      connection?.abort();
      setFeedStatus('off');
    };
    const connect = () => {
      disconnect();
      if (!canRead || document.visibilityState === 'hidden') return;
      connection = new AbortController();
      const { signal } = connection;
      // The first render does not need the feed, so it is not part of the first load. If its code
      // cannot be loaded, queries are polled more often instead.
      void import('./follow-feed.ts').then(
        ({ followFeed }) => (signal.aborted ? undefined : followFeed(queryClient, signal)),
        () => {},
      );
    };
    connect();
    document.addEventListener('visibilitychange', connect);
    return () => {
      document.removeEventListener('visibilitychange', connect);
      disconnect();
    };
  }, [queryClient, canRead]);
}
