import type { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { CircuitBreaker, type Outcome } from './circuit-breaker.ts';
import type { RequestKind } from './request-kind.ts';
import { RetryBudget } from './retry-budget.ts';
import { ClientClosedRequest, UpstreamError } from './upstream-error.ts';

const connectionsPerKind: Readonly<Record<RequestKind, number>> = {
  ordinary: 128,
  bulk: 32,
  events: 1024,
};

/**
 * Closes idle connections well before the service (75 s) or Service Connect's proxy does, so that no
 * request starts on a connection that the other end is closing.
 */
const idleMilliseconds = 30_000;

/** Maximum pause within a response body. A feed without events sends a comment every few seconds. */
const bodyTimeoutMilliseconds = 60_000;

/** Settings of the connections to one service. */
export interface UpstreamClientSettings {
  readonly url: string;
  /** Maximum time until a response begins, by kind. */
  readonly timeoutSeconds: Readonly<Record<RequestKind, number>>;
  readonly circuitOpenSeconds: number;
  readonly onCircuitChange: (state: 'open' | 'closed') => void;
  readonly onOutcome: (milliseconds: number, failed: boolean) => void;
}

/** A request to a service behind the gateway. */
export interface UpstreamRequest {
  readonly kind: RequestKind;
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer | Readable | undefined;
  /** Aborted when the caller closes its request. */
  readonly clientClosed: AbortSignal;
}

/** Sends requests to one service, with pooled connections, timeouts, retries and a circuit breaker. */
export class UpstreamClient {
  readonly #settings: UpstreamClientSettings;
  readonly #pools: Readonly<Record<RequestKind, Pool>>;
  readonly #breaker: CircuitBreaker;
  readonly #retries = new RetryBudget(0.1);

  constructor(settings: UpstreamClientSettings) {
    this.#settings = settings;
    const pool = (connections: number) =>
      new Pool(settings.url, {
        connections,
        pipelining: 1,
        connect: { timeout: 2_000 },
        // send() limits the time until a response begins, including the wait for a connection.
        headersTimeout: 0,
        bodyTimeout: bodyTimeoutMilliseconds,
        keepAliveTimeout: idleMilliseconds,
      });
    this.#pools = {
      ordinary: pool(connectionsPerKind.ordinary),
      bulk: pool(connectionsPerKind.bulk),
      events: pool(connectionsPerKind.events),
    };
    this.#breaker = new CircuitBreaker({
      // Several tasks share one address. With two, a broken one fails half of the requests until
      // Service Connect removes it; that must not shut out the other one.
      failureRatio: 0.8,
      minimumRequests: 20,
      windowMilliseconds: 10_000,
      openMilliseconds: settings.circuitOpenSeconds * 1000,
      onChange: settings.onCircuitChange,
    });
  }

  /**
   * Sends a request. Resolves when the response begins.
   *
   * @throws UpstreamError, ClientClosedRequest, or the error of the request's body
   */
  async send(request: UpstreamRequest): Promise<Dispatcher.ResponseData> {
    const report = this.#breaker.admit();
    if (!report) throw new UpstreamError('circuit-open', this.#breaker.retryAfterSeconds);

    const { kind, clientClosed } = request;
    const began = performance.now();
    const timeout = this.#settings.timeoutSeconds[kind] * 1000;
    const timedOut = new AbortController();
    const timer = setTimeout(() => timedOut.abort(), timeout);
    let outcome: Outcome = 'undecided';
    try {
      const signal = AbortSignal.any([clientClosed, timedOut.signal]);
      const response = await this.#sendWithRetry(request, signal);
      if (isFromProxy(response)) {
        outcome = 'failed';
        await response.body.dump();
        throw new UpstreamError(response.statusCode === 504 ? 'timeout' : 'unreachable', 2);
      }
      outcome = 'succeeded';
      return response;
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      const waited = performance.now() - began;
      if (clientClosed.aborted) {
        // Callers are less patient than the gateway: a long wait indicates a service that hangs.
        if (isLatencyMeaningful(kind) && waited > timeout / 3) outcome = 'failed';
        throw new ClientClosedRequest();
      }
      if (timedOut.signal.aborted) {
        if (isLatencyMeaningful(kind)) outcome = 'failed';
        throw new UpstreamError('timeout', 2, error);
      }
      if (!isConnectionFailure(error)) throw error;
      outcome = 'failed';
      throw new UpstreamError('unreachable', 2, error);
    } finally {
      clearTimeout(timer);
      report(outcome);
      if (outcome !== 'undecided') {
        this.#settings.onOutcome(performance.now() - began, outcome === 'failed');
      }
    }
  }

  /** Ends all event streams, and rejects new ones. */
  async endEvents(): Promise<void> {
    await this.#pools.events.destroy();
  }

  /** Aborts all requests and closes the connections. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.destroy()));
  }

  async #sendWithRetry(
    { kind, method, path, headers, body }: UpstreamRequest,
    signal: AbortSignal,
  ) {
    const attempt = () =>
      abortable(
        this.#pools[kind].request({ method, path, headers, body: body ?? null, signal }),
        signal,
      );

    this.#retries.earn();
    try {
      return await attempt();
    } catch (error) {
      const isSafe = method === 'GET' || method === 'HEAD';
      if (!isSafe || signal.aborted || !isConnectionFailure(error)) throw error;
      if (!this.#retries.spend()) throw error;
      return await attempt();
    }
  }
}

/**
 * Whether a slow response is evidence against the service. A bulk request also depends on the
 * caller's own bandwidth, and open event streams may make others wait for a connection.
 */
const isLatencyMeaningful = (kind: RequestKind): boolean => kind === 'ordinary';

/** Rejects as soon as the signal aborts: undici checks it only once there is a connection. */
async function abortable<Response>(
  response: Promise<Response>,
  signal: AbortSignal,
): Promise<Response> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([response, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Whether a proxy in front of the service sent the response (Service Connect's does if no task is
 * available). The services themselves send every error as a problem, which is passed on.
 */
function isFromProxy({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  if (statusCode < 500) return false;
  return !String(headers['content-type']).startsWith('application/problem+json');
}

const connectionFailures: ReadonlySet<unknown> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  // The gateway is shutting down and has closed the connections of this kind.
  'UND_ERR_DESTROYED',
  'UND_ERR_SOCKET',
]);

const isConnectionFailure = (error: unknown): boolean =>
  connectionFailures.has((error as { code?: unknown }).code);
