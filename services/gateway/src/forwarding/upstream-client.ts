import type { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { CircuitBreaker, type Outcome } from './circuit-breaker.ts';
import { RetryBudget } from './retry-budget.ts';

/**
 * The kinds of requests, by what they hold for how long. Each has connections of its own, so that
 * open windows and slow imports never keep an ordinary request waiting.
 */
export type Kind = 'ordinary' | 'bulk' | 'events';

const connectionsPerKind: Readonly<Record<Kind, number>> = {
  ordinary: 128,
  bulk: 32,
  events: 1024,
};

/**
 * Idle connections are given up well before the service behind (75 s) or Service Connect's proxy
 * would, so that no request starts on a connection that is just being closed.
 */
const idleMilliseconds = 30_000;

/** Between two parts of an answer. A feed without news says so every few seconds. */
const pauseMilliseconds = 60_000;

/** No answer came; says nothing of whether the request was carried out. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';
  readonly reason: 'circuit-open' | 'unreachable' | 'timeout';
  readonly retryAfterSeconds: number;

  constructor(reason: NoAnswer['reason'], retryAfterSeconds: number, cause?: unknown) {
    super(`no answer: ${reason}`, { cause });
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The caller went away before there was an answer. */
export class CallerLeft extends Error {
  override name = 'CallerLeft';
}

/** Settings of the way to one service. */
export interface UpstreamClientSettings {
  readonly url: string;
  /** How long an answer may take to begin, by kind. */
  readonly timeoutSeconds: Readonly<Record<Kind, number>>;
  readonly circuitOpenSeconds: number;
  readonly onCircuitChange: (state: 'open' | 'closed') => void;
  readonly onOutcome: (milliseconds: number, failed: boolean) => void;
}

/** What is asked of a service. */
export interface Question {
  readonly kind: Kind;
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer | Readable | undefined;
  /** Aborted when the caller goes away. */
  readonly left: AbortSignal;
}

/** Asks one service: over kept connections, within a time, and not at all while it does not answer. */
export class UpstreamClient {
  readonly #settings: UpstreamClientSettings;
  readonly #pools: Readonly<Record<Kind, Pool>>;
  readonly #breaker: CircuitBreaker;
  readonly #retries = new RetryBudget(0.1);

  constructor(settings: UpstreamClientSettings) {
    this.#settings = settings;
    const pool = (connections: number) =>
      new Pool(settings.url, {
        connections,
        pipelining: 1,
        connect: { timeout: 2_000 },
        // The time until an answer begins is measured below, with the wait for a connection in it.
        headersTimeout: 0,
        bodyTimeout: pauseMilliseconds,
        keepAliveTimeout: idleMilliseconds,
      });
    this.#pools = {
      ordinary: pool(connectionsPerKind.ordinary),
      bulk: pool(connectionsPerKind.bulk),
      events: pool(connectionsPerKind.events),
    };
    this.#breaker = new CircuitBreaker({
      // Behind one address there are several tasks. With two, half of the requests fail until
      // Service Connect puts a broken one out: that must not shut the other out too.
      failureRatio: 0.8,
      minimumRequests: 20,
      windowMilliseconds: 10_000,
      openMilliseconds: settings.circuitOpenSeconds * 1000,
      onChange: settings.onCircuitChange,
    });
  }

  /**
   * Resolves when the answer begins.
   *
   * @throws NoAnswer, CallerLeft, or what the body failed with
   */
  async ask(question: Question): Promise<Dispatcher.ResponseData> {
    const report = this.#breaker.admit();
    if (!report) throw new NoAnswer('circuit-open', this.#breaker.retryAfterSeconds);

    const began = performance.now();
    const timeout = this.#settings.timeoutSeconds[question.kind] * 1000;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeout);
    let outcome: Outcome = 'undecided';
    try {
      const answer = await this.#request(question, AbortSignal.any([question.left, late.signal]));
      if (isFromProxy(answer)) {
        outcome = 'failed';
        await answer.body.dump();
        throw new NoAnswer(answer.statusCode === 504 ? 'timeout' : 'unreachable', 2);
      }
      outcome = 'answered';
      return answer;
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      const waited = performance.now() - began;
      if (question.left.aborted) {
        // Callers are less patient than the gateway: those who waited long tell of a service that hangs.
        if (tellsByTime(question.kind) && waited > timeout / 3) outcome = 'failed';
        throw new CallerLeft();
      }
      if (late.signal.aborted) {
        if (tellsByTime(question.kind)) outcome = 'failed';
        throw new NoAnswer('timeout', 2, error);
      }
      if (!isConnectionFailure(error)) throw error;
      outcome = 'failed';
      throw new NoAnswer('unreachable', 2, error);
    } finally {
      clearTimeout(timer);
      report(outcome);
      if (outcome !== 'undecided') {
        this.#settings.onOutcome(performance.now() - began, outcome === 'failed');
      }
    }
  }

  /** Ends the streams of events, and takes no more of them. */
  async endEvents(): Promise<void> {
    await this.#pools.events.destroy();
  }

  /** Ends what is under way and closes the connections. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.destroy()));
  }

  async #request({ kind, method, path, headers, body }: Question, signal: AbortSignal) {
    const once = () =>
      unlessAborted(
        this.#pools[kind].request({ method, path, headers, body: body ?? null, signal }),
        signal,
      );

    this.#retries.earn();
    try {
      return await once();
    } catch (error) {
      const isSafe = method === 'GET' || method === 'HEAD';
      if (!isSafe || signal.aborted || !isConnectionFailure(error)) throw error;
      if (!this.#retries.spend()) throw error;
      return await once();
    }
  }
}

/**
 * Whether a late answer tells of the service. A bulk request's time is the caller's line as well, and
 * those who hold streams of events open may keep others waiting for a connection.
 */
const tellsByTime = (kind: Kind): boolean => kind === 'ordinary';

/** undici looks at the signal of a request only once there is a connection for it. */
async function unlessAborted<Answer>(asked: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([asked, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Whether a proxy on the way answered for the service (Service Connect's does when no task is there).
 * The services themselves answer every error with a problem, and that one is passed on.
 */
function isFromProxy({ statusCode, headers }: Dispatcher.ResponseData): boolean {
  if (statusCode < 500) return false;
  return !String(headers['content-type']).startsWith('application/problem+json');
}

const connectionFailures = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  // The gateway is closing, and the connections of this kind are closed already.
  'UND_ERR_DESTROYED',
  'UND_ERR_SOCKET',
]);

const isConnectionFailure = (error: unknown): boolean =>
  connectionFailures.has((error as { code?: string }).code ?? '');
