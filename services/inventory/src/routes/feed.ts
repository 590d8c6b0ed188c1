import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { movementFeed } from '@stockroom/client/contract';
import type { FastifyInstance } from 'fastify';
import type { FeedEntry, StockStore } from '../stores/stock-store.ts';

/** Interval between two reads of the feed while there is nothing to send. */
const intervalMilliseconds = 500;
/** Movements per read. */
const batch = 200;

/**
 * The live feed of movements as server-sent events.
 *
 * @param heartbeatMilliseconds interval of heartbeats while there are no movements. They keep load
 * balancers from closing the connection, and tell clients that it works.
 */
export function feedRoute(
  service: FastifyInstance,
  store: StockStore,
  heartbeatMilliseconds = 15_000,
): void {
  const closing = new AbortController();
  // A feed does not end by itself: without this, closing would wait for it.
  service.addHook('preClose', async () => closing.abort());

  // A HEAD request would follow the feed like a GET.
  const options = { schema: { headers: movementFeed.headers }, exposeHeadRoute: false };
  service.get(movementFeed.path, options, async (request, reply) => {
    const disconnected = new AbortController();
    request.raw.once('close', () => disconnected.abort());
    reply.raw.once('close', () => disconnected.abort());
    const signal = AbortSignal.any([closing.signal, disconnected.signal]);

    const lastEventId = request.headers['last-event-id'];
    const after = typeof lastEventId === 'string' ? lastEventId : await store.feedEnd();
    // Read before the response begins, so that an invalid position is a problem, not a broken stream.
    const first = await store.readFeed(after, batch);
    return reply.type('text/event-stream').send(
      Readable.from(events(store, after, first, heartbeatMilliseconds, signal), {
        objectMode: false,
      }),
    );
  });
}

async function* events(
  store: StockStore,
  after: string,
  first: readonly FeedEntry[],
  heartbeatMilliseconds: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  // The start position, so that a client that is disconnected before the first movement misses none.
  yield `retry: 1000\nid: ${after}\nevent: start\ndata: {}\n\n`;
  let position = after;
  let entries = first;
  let lastSent = performance.now();
  while (!signal.aborted) {
    if (entries.length > 0) lastSent = performance.now();
    for (const entry of entries) {
      position = entry.position;
      const data = JSON.stringify(entry.movement);
      yield `id: ${position}\nevent: ${movementFeed.event}\ndata: ${data}\n\n`;
    }
    if (entries.length < batch) {
      await wait(intervalMilliseconds, undefined, { signal }).catch(() => {});
    }
    if (performance.now() - lastSent >= heartbeatMilliseconds) {
      yield ': heartbeat\n\n';
      lastSent = performance.now();
    }
    if (!signal.aborted) entries = await store.readFeed(position, batch);
  }
}
