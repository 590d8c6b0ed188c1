import { EventSourceParserStream } from 'eventsource-parser/stream';
import { movementFeedPath } from './contract/routes.ts';
import type { Movement } from './contract/stock.ts';
import { problemOf } from './problem-error.ts';
import { delayBefore, pause } from './retry.ts';

/** Settings of a feed that is followed. */
export interface FollowOptions {
  /** Where the API is; the page's own origin without it. */
  readonly baseUrl?: string;
  /** Sent with every connection, an access token for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The `id` of the last movement that was seen; without it the feed begins now. */
  readonly after?: string;
  /** Ends the feed. */
  readonly signal: AbortSignal;
  /** The fetch to use; the platform's own without it. */
  readonly fetch?: typeof fetch;
}

/** A movement as the feed tells it. */
export interface FeedEntry {
  /** The place to resume after. */
  readonly id: string;
  readonly movement: Movement;
}

/**
 * Follows the movements as they happen, each once and in order, for as long as the caller reads. A
 * connection that ends is made again after the last movement, so that none is left out.
 *
 * @example
 * for await (const { movement } of followMovements({ baseUrl, signal })) console.log(movement.sku);
 *
 * @throws ProblemError where the API refuses; what `signal` is aborted with
 */
export async function* followMovements(
  options: FollowOptions,
): AsyncGenerator<FeedEntry, void, undefined> {
  const { baseUrl = '', headers = {}, signal } = options;
  const send = options.fetch ?? globalThis.fetch;
  let last = options.after;

  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await send(`${baseUrl}${movementFeedPath}`, {
        headers: {
          accept: 'text/event-stream',
          ...headers,
          ...(last === undefined ? {} : { 'last-event-id': last }),
        },
        signal,
      });
      if (!response.ok && response.status < 500) throw await problemOf(response);
      if (response.ok && response.body) {
        const events = response.body
          .pipeThrough(new TextDecoderStream())
          .pipeThrough(new EventSourceParserStream());
        for await (const { id, event, data } of events) {
          // Tells where the feed begins, before there is anything to tell.
          if (id !== undefined) last = id;
          if (event !== 'movement' || last === undefined) continue;
          attempt = 0;
          yield { id: last, movement: JSON.parse(data) as Movement };
        }
      }
    } catch (error) {
      // A connection that broke is made again; everything else the caller should know.
      if (signal.aborted || !(error instanceof TypeError)) throw error;
    }
    await pause(delayBefore(Math.max(1, attempt)), signal);
  }
}
