import { followMovements, type Movement } from '@stockroom/client';
import type { QueryClient } from '@tanstack/react-query';
import { feedStatus, setFeedStatus } from './feed-status.ts';

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

  /** The only place that sees each connection come and go: following itself goes on regardless. */
  const connect: typeof fetch = async (...request) => {
    try {
      const response = await fetch(...request);
      const wasLost = feedStatus() === 'lost';
      setFeedStatus(response.ok ? 'connected' : 'lost');
      // What the feed does not tell may have changed meanwhile.
      if (response.ok && wasLost) void queryClient.invalidateQueries();
      return response;
    } catch (error) {
      if (!signal.aborted) setFeedStatus('lost');
      throw error;
    }
  };

  try {
    for await (const { movement } of followMovements({ signal, fetch: connect })) gather(movement);
  } catch {
    // Refused: what is on screen is then read again often instead.
    if (!signal.aborted) setFeedStatus('off');
  }
}
