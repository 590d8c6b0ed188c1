import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { setFeedStatus } from './feed-status.ts';
import { useIsIn } from './session.ts';

/**
 * Follows the feed while somebody looks: browsers allow a site few connections, which a dozen
 * forgotten windows would use up. Coming back reads everything again anyway.
 */
export function useLiveFeed(): void {
  const queryClient = useQueryClient();
  const isIn = useIsIn();
  useEffect(() => {
    let following: AbortController | undefined;
    const stop = () => {
      following?.abort();
      setFeedStatus('off');
    };
    const follow = () => {
      stop();
      if (!isIn || document.visibilityState === 'hidden') return;
      following = new AbortController();
      const { signal } = following;
      // Not needed for the first look at a page, so not part of the first load. Where it cannot be
      // had, what is on screen is read again often instead.
      void import('./follow-feed.ts').then(
        ({ followFeed }) => (signal.aborted ? undefined : followFeed(queryClient, signal)),
        () => {},
      );
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      stop();
    };
  }, [queryClient, isIn]);
}
