import { type FeedState, followMovements, type Movement } from '@stockroom/client';
import type { QueryClient } from '@tanstack/react-query';
import { feedStatus, setFeedStatus } from './feed-status.ts';
import { inSession } from './session.ts';

/** Movements that come within this time are shown together: an import is not a thousand reads. */
const gatherMilliseconds = 250;

/** Lists and figures that any movement may change. */
const changedByAny = ['live items', 'latest movements', 'totals', 'valuation', 'low stock'];

/** Reads again what each movement changes on screen, until the signal ends it. */
export async function followFeed(queryClient: QueryClient, signal: AbortSignal): Promise<void> {
  const skus = new Set<string>();
  let gathering = false;

  const gather = ({ sku, reservation }: Movement) => {
    skus.add(sku);
    if (reservation !== null) void queryClient.invalidateQueries({ queryKey: ['reservations'] });
    if (gathering) return;
    gathering = true;
    setTimeout(() => {
      gathering = false;
      for (const each of skus) void queryClient.invalidateQueries({ queryKey: ['item', each] });
      for (const key of changedByAny) void queryClient.invalidateQueries({ queryKey: [key] });
      skus.clear();
    }, gatherMilliseconds);
  };

  const onState = (state: FeedState) => {
    if (signal.aborted || state === 'connecting') return;
    const wasLost = feedStatus() === 'lost';
    setFeedStatus(state === 'live' ? 'connected' : 'lost');
    // What the feed does not tell may have changed meanwhile.
    if (state === 'live' && wasLost) void queryClient.invalidateQueries();
  };

  try {
    const feed = followMovements({ signal, onState, fetch: inSession(fetch) });
    for await (const { movement } of feed) gather(movement);
  } catch {
    // Refused: what is on screen is then read again often instead.
    if (!signal.aborted) setFeedStatus('off');
  }
}
