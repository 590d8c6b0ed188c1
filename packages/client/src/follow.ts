import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { movementFeedPath } from './contract/routes.ts';
import type { Movement } from './contract/stock.ts';
import { problemOf } from './problem-error.ts';
import { delayBefore, pause } from './retry.ts';

/** Settings of a feed. */
export interface FollowOptions {
  /** Origin of the API. Default: the page's origin. */
  readonly baseUrl?: string;
  /** Headers of every connection, an access token for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The `id` of the last movement that was received. Default: the feed begins now. */
  readonly after?: string;
  /** Stops the feed. */
  readonly signal: AbortSignal;
  /** Called when the state of the connection changes, for example to mark displayed data as stale. */
  readonly onState?: (state: FeedState) => void;
  /**
   * Milliseconds without data after which a connection counts as broken. Default 45 000: an idle feed
   * sends a heartbeat every 15 s.
   */
  readonly idleTimeout?: number;
  /** The fetch to use. Default: the platform's. */
  readonly fetch?: typeof fetch;
}

/**
 * State of a feed's connection: `connecting` at first; `live` while movements arrive as they happen;
 * `lost` from its end until it is `live` again, which then delivers the missed movements.
 */
export type FeedState = 'connecting' | 'live' | 'lost';

/** A movement of the feed. */
export interface FeedEntry {
  /** The position after which to resume. */
  readonly id: string;
  readonly movement: Movement;
}

/**
 * Follows the movements as they happen, each once and in order, as long as the caller iterates. When
 * the connection ends or times out, it reconnects and resumes after the last movement, so that none
 * is missed.
 *
 * @example
 * for await (const { movement } of followMovements({ baseUrl, signal })) console.log(movement.sku);
 *
 * @throws ProblemError for an error response that is not transient; the reason of `signal` when it is
 * aborted; TypeError for invalid settings
 */
export async function* followMovements(
  options: FollowOptions,
): AsyncGenerator<FeedEntry, void, undefined> {
  const { signal, idleTimeout = 45_000 } = options;
  const report = stateReporter(options.onState);
  let last = options.after;

  // Rejects invalid settings immediately: to the loop they would look like a broken connection.
  void new Request(addressOf(options), { headers: headersOf(options, last) });
  report('connecting');
  for (let attempt = 1; ; attempt += 1) {
    const connection = new Connection(signal, idleTimeout);
    let failed: Response | undefined;
    try {
      const response = await connection.withTimeout(request(options, last, connection.signal));
      if (response.ok && response.body) {
        report('live');
        for await (const { id, event, data } of eventsOf(response.body, connection)) {
          // The first event has the start position, before there is any movement.
          if (id !== undefined) last = id;
          if (event !== 'movement' || last === undefined) continue;
          attempt = 0;
          yield { id: last, movement: JSON.parse(data) as Movement };
        }
      } else if (isTransient(response)) {
        failed = response;
      } else {
        throw await problemOf(response);
      }
    } catch (error) {
      // Reconnect after a broken connection; the caller gets every other error.
      signal.throwIfAborted();
      if (!connection.isTimedOut && !(error instanceof TypeError)) throw error;
    } finally {
      connection.end();
    }
    report('lost');
    await pause(delayBefore(Math.max(1, attempt), failed), signal);
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

/** Whether an error is temporary and not caused by the request. */
const isTransient = ({ status }: Response): boolean => status === 429 || status >= 500;

/** The events of a stream. Uses its reader, because not every browser can iterate over streams. */
async function* eventsOf(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await connection.withTimeout(reader.read());
    if (done) return;
    parser.feed(decoder.decode(value, { stream: true }));
    yield* events.splice(0);
  }
}

/** One connection. It ends with the feed, or when no data arrives in time. */
class Connection {
  readonly #controller = new AbortController();
  readonly #feed: AbortSignal;
  readonly #timeout: number;
  readonly #stop = () => this.#controller.abort(this.#feed.reason);
  isTimedOut = false;

  constructor(feed: AbortSignal, timeout: number) {
    this.#feed = feed;
    this.#timeout = timeout;
    if (feed.aborted) this.#stop();
    feed.addEventListener('abort', this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Waits for data. Any data counts, heartbeats too. */
  async withTimeout<Result>(data: Promise<Result>): Promise<Result> {
    const { promise: timedOut, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.isTimedOut = true;
      reject(new Error(`No data arrived for ${this.#timeout} ms.`));
    }, this.#timeout);
    try {
      return await Promise.race([data, timedOut]);
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#feed.removeEventListener('abort', this.#stop);
    this.#controller.abort();
  }
}

/** Reports a state when it differs from the last one. */
function stateReporter(onState: FollowOptions['onState']): (state: FeedState) => void {
  let last: FeedState | undefined;
  return (state) => {
    if (state === last) return;
    last = state;
    onState?.(state);
  };
}
