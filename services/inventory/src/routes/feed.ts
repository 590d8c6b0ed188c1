import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { movementFeed } from '@stockroom/client/contract';
import type { FastifyInstance } from 'fastify';
import type { FeedEntry, StockStore } from '../stores/stock-store.ts';

/** How late a movement is told at most, as long as nothing waits. */
const intervalMilliseconds = 500;
const batch = 200;

/**
 * The live feed of movements as server-sent events.
 *
 * @param heartbeatMilliseconds after so long without a movement a line says that there is none, so
 * that no load balancer takes the connection for idle, and readers know that it is not broken
 */
export function feedRoute(
  service: FastifyInstance,
  store: StockStore,
  heartbeatMilliseconds = 15_000,
): void {
  const closing = new AbortController();
  // A feed has no end of its own: without this, closing would wait for it.
  service.addHook('preClose', async () => closing.abort());

  // A HEAD would follow the feed as a GET does.
  const options = { schema: { headers: movementFeed.headers }, exposeHeadRoute: false };
  service.get(movementFeed.path, options, async (request, reply) => {
    const gone = new AbortController();
    request.raw.once('close', () => gone.abort());
    reply.raw.once('close', () => gone.abort());
    const signal = AbortSignal.any([closing.signal, gone.signal]);

    const given = request.headers['last-event-id'];
    const after = typeof given === 'string' ? given : await store.feedEnd();
    // Read before the answer begins, so that a wrong position is a problem and no broken stream.
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
  // Where it begins, so that a reader that is cut off before the first movement misses none.
  yield `retry: 1000\nid: ${after}\nevent: start\ndata: {}\n\n`;
  let position = after;
  let entries = first;
  let said = performance.now();
  while (!signal.aborted) {
    if (entries.length > 0) said = performance.now();
    for (const entry of entries) {
      position = entry.position;
      const data = JSON.stringify(entry.movement);
      yield `id: ${position}\nevent: ${movementFeed.event}\ndata: ${data}\n\n`;
    }
    if (entries.length < batch) {
      await wait(intervalMilliseconds, undefined, { signal }).catch(() => {});
    }
    if (performance.now() - said >= heartbeatMilliseconds) {
      yield ': still here\n\n';
      said = performance.now();
    }
    if (!signal.aborted) entries = await store.readFeed(position, batch);
  }
}
