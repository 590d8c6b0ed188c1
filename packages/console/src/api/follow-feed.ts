import { type FeedState, followMovements, type Movement } from '@stockroom/client';
import type { QueryClient } from '@tanstack/react-query';
import { feedStatus, setFeedStatus } from './feed-status.ts';
import { itemKey, reservationsKey } from './query-keys.ts';
import { withSessionCheck } from './session.ts';

/** Movements within this time are handled together: an import must not cause a thousand refetches. */
const batchMilliseconds = 250;

/** Invalidates the queries that each movement of the feed changes, until the signal is aborted. */
export async function followFeed(queryClient: QueryClient, signal: AbortSignal): Promise<void> {
  const skus = new Set<string>();
  let isScheduled = false;

  const schedule = ({ sku, reservation }: Movement) => {
    skus.add(sku);
    if (reservation !== null) void queryClient.invalidateQueries({ queryKey: reservationsKey });
    if (isScheduled) return;
    isScheduled = true;
    setTimeout(() => {
      isScheduled = false;
      for (const each of skus) void queryClient.invalidateQueries({ queryKey: itemKey(each) });
      void queryClient.invalidateQueries({
        predicate: ({ meta }) => meta?.changesWithStock === true,
      });
      skus.clear();
    }, batchMilliseconds);
  };

  const onState = (state: FeedState) => {
    if (signal.aborted || state === 'connecting') return;
    const wasLost = feedStatus() === 'lost';
    setFeedStatus(state === 'live' ? 'connected' : 'lost');
    // What the feed does not report may have changed while it was disconnected.
    if (state === 'live' && wasLost) void queryClient.invalidateQueries();
  };

  try {
    const feed = followMovements({ signal, onState, fetch: withSessionCheck(fetch) });
    for await (const { movement } of feed) schedule(movement);
  } catch {
    // An error response ends the feed. Queries are then polled more often instead.
    if (!signal.aborted) setFeedStatus('off');
  }
}
