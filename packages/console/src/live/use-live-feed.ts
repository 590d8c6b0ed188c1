import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { setFeedStatus } from './feed-status.ts';
import { followFeed } from './follow-feed.ts';

/**
 * Follows the feed while somebody looks: browsers allow a site few connections, which a dozen
 * forgotten windows would use up. Coming back reads everything again anyway.
 */
export function useLiveFeed(): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    let following: AbortController | undefined;
    const stop = () => {
      following?.abort();
      setFeedStatus('off');
    };
    const follow = () => {
      stop();
      if (document.visibilityState === 'hidden') return;
      following = new AbortController();
      void followFeed(queryClient, following.signal);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [queryClient]);
}
