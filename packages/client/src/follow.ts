import { createParser, type EventSourceMessage } from 'eventsource-parser';
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
  /** Told how the connection is, whenever that changes: to show that what is on screen is old, say. */
  readonly onState?: (state: FeedState) => void;
  /**
   * Milliseconds without a sign of life after which a connection counts as broken. Default 45 000:
   * a feed with nothing to tell says so every 15 s.
   */
  readonly silence?: number;
  /** The fetch to use; the platform's own without it. */
  readonly fetch?: typeof fetch;
}

/**
 * How the connection of a feed is: `connecting` at first, `live` while movements come as they
 * happen, `lost` from its end until it is `live` again, with what was missed told then.
 */
export type FeedState = 'connecting' | 'live' | 'lost';

/** A movement as the feed tells it. */
export interface FeedEntry {
  /** The place to resume after. */
  readonly id: string;
  readonly movement: Movement;
}

/**
 * Follows the movements as they happen, each once and in order, for as long as the caller reads. A
 * connection that ends or falls silent is made again after the last movement, so that none is left
 * out.
 *
 * @example
 * for await (const { movement } of followMovements({ baseUrl, signal })) console.log(movement.sku);
 *
 * @throws ProblemError where the API refuses; what `signal` is aborted with; TypeError where the
 * settings make no request
 */
export async function* followMovements(
  options: FollowOptions,
): AsyncGenerator<FeedEntry, void, undefined> {
  const { signal, silence = 45_000 } = options;
  const tell = stateReporter(options.onState);
  let last = options.after;

  // Says at once what is wrong with the settings: to the loop it would look like a broken connection.
  void new Request(addressOf(options), { headers: headersOf(options, last) });
  tell('connecting');
  for (let attempt = 1; ; attempt += 1) {
    const connection = new Connection(signal, silence);
    let refused: Response | undefined;
    try {
      const response = await connection.heard(request(options, last, connection.signal));
      if (response.ok && response.body) {
        tell('live');
        for await (const { id, event, data } of eventsOf(response.body, connection)) {
          // Tells where the feed begins, before there is anything to tell.
          if (id !== undefined) last = id;
          if (event !== 'movement' || last === undefined) continue;
          attempt = 0;
          yield { id: last, movement: JSON.parse(data) as Movement };
        }
      } else if (isTransient(response)) {
        refused = response;
      } else {
        throw await problemOf(response);
      }
    } catch (error) {
      // A connection that broke is made again; everything else the caller should know.
      signal.throwIfAborted();
      if (!connection.fellSilent && !(error instanceof TypeError)) throw error;
    } finally {
      connection.end();
    }
    tell('lost');
    await pause(delayBefore(Math.max(1, attempt), refused), signal);
  }
}

function request(
  options: FollowOptions,
  last: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const send = options.fetch ?? globalThis.fetch;
  return send(addressOf(options), { headers: headersOf(options, last), signal });
}

const addressOf = ({ baseUrl = '' }: FollowOptions): string => `${baseUrl}${movementFeedPath}`;

const headersOf = ({ headers }: FollowOptions, last: string | undefined) => ({
  accept: 'text/event-stream',
  ...headers,
  ...(last !== undefined && { 'last-event-id': last }),
});

/** "Not now": nothing is wrong with the request. */
const isTransient = ({ status }: Response): boolean => status === 429 || status >= 500;

/** The events of a stream; by its reader, for not every browser can iterate over a stream. */
async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await connection.heard(reader.read());
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* events.splice(0);
  }
}

/** One connection: it ends with the feed, or by itself when nothing was heard for too long. */
class Connection {
  readonly #controller = new AbortController();
  readonly #feed: AbortSignal;
  readonly #silence: number;
  readonly #stop = () => this.#controller.abort(this.#feed.reason);
  fellSilent = false;

  constructor(feed: AbortSignal, silence: number) {
    this.#feed = feed;
    this.#silence = silence;
    if (feed.aborted) this.#stop();
    feed.addEventListener('abort', this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for something to be heard. Whatever comes, heartbeats too, is a sign of life. */
  async heard<Result>(something: Promise<Result>): Promise<Result> {
    const { promise: silent, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.fellSilent = true;
      reject(new Error(`Nothing was heard for ${this.#silence} ms.`));
    }, this.#silence);
    try {
      return await Promise.race([something, silent]);
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#feed.removeEventListener('abort', this.#stop);
    this.#controller.abort();
  }
}

/** Tells a state when it is another than before. */
function stateReporter(onState: FollowOptions['onState']): (state: FeedState) => void {
  let told: FeedState | undefined;
  return (state) => {
    if (state === told) return;
    told = state;
    onState?.(state);
  };
}
