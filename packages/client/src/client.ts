import type { Static, TSchema } from 'typebox';
import type { Operation, ResponseOf } from './contract/operation.ts';
import type { operations } from './contract/operations.ts';
import { type Route, routes } from './contract/routes.ts';
import { problemOf } from './problem-error.ts';
import { delayBefore, isRetryable, pause, RetryBudget } from './retry.ts';
import { searchOf } from './search-of.ts';

type Operations = typeof operations;

type Part<O, Key extends string> = O extends { readonly [K in Key]: infer S extends TSchema }
  ? Static<S>
  : never;

/** Makes a part of the input optional if all of its members are. */
type InputPart<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** A file to send. A stream is sent as it is read, and never retried. */
export type UploadBody = Blob | string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

type Upload<O> = O extends { readonly upload: readonly (infer Type)[] }
  ? { readonly body: UploadBody; readonly bodyType: Type }
  : unknown;

/** The input of an operation. The client generates the idempotency key unless one is set. */
type Input<O extends Operation> = InputPart<'params', Part<O, 'params'>> &
  InputPart<'query', Part<O, 'query'>> &
  InputPart<'body', Part<O, 'body'>> &
  Upload<O> &
  InputPart<'headers', Partial<Part<O, 'headers'>>>;

/** Settings of one call. */
export interface CallOptions {
  /** Cancels the call. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the call fails with a timeout. Default: the client's. */
  readonly timeout?: number;
}

type Call<O extends Operation> =
  Record<never, never> extends Input<O>
    ? (input?: Input<O>, options?: CallOptions) => Promise<ResponseOf<O>>
    : (input: Input<O>, options?: CallOptions) => Promise<ResponseOf<O>>;

/** The inventory API: one method per operation of the contract. */
export type InventoryClient = { readonly [Name in keyof Operations]: Call<Operations[Name]> };

/** Settings of a client. */
export interface ClientOptions {
  /** Origin of the API: `https://stock.example.com`. Default: the page's origin. */
  readonly baseUrl?: string;
  /** Headers of every request: an access token, or a `traceparent`. A function is called per call. */
  readonly headers?: Headers | (() => Headers);
  /**
   * Milliseconds until a call fails with a timeout, retries included. Default 10 000, and 300 000 for
   * an upload.
   */
  readonly timeout?: number;
  /**
   * Maximum number of retries while the service is unavailable, where a retry is safe: for reads, and
   * for changes of stock, which keep their idempotency key. Default 3.
   */
  readonly retries?: number;
  /** The fetch to use. Default: the platform's. */
  readonly fetch?: typeof fetch;
}

type Headers = Readonly<Record<string, string>>;

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bodyType?: string;
}

/**
 * Creates a client of the inventory API, for Node and browsers.
 *
 * @example
 * const inventory = createClient({ baseUrl: 'http://127.0.0.1:8080' });
 * await inventory.receiveStock({ body: { sku: 'BOLT-M8-40', location: 'MAIN', quantity: 500 } });
 *
 * Every method throws a `ProblemError` for an error response, and what `fetch` throws where the API
 * cannot be reached.
 */
export function createClient(options: ClientOptions = {}): InventoryClient {
  const send = options.fetch ?? globalThis.fetch;

  const { baseUrl = '', headers = {}, retries = 3 } = options;
  const budget = new RetryBudget();

  const call = async (route: Route, input: AnyInput = {}, callOptions: CallOptions = {}) => {
    const defaultTimeout = route.upload ? 300_000 : (options.timeout ?? 10_000);
    const limit = callOptions.timeout ?? defaultTimeout;
    const timeout = AbortSignal.timeout(limit);
    const signal = callOptions.signal ? AbortSignal.any([callOptions.signal, timeout]) : timeout;
    const end = performance.now() + limit;
    const request = {
      method: route.method,
      // Built once: a retry carries the same idempotency key.
      headers: {
        ...headersOf(route, input),
        ...(typeof headers === 'function' ? headers() : headers),
      },
      ...bodyOf(route, input),
      signal,
    };
    const response = await sendWithRetries(
      route,
      `${baseUrl}${pathOf(route, input)}`,
      request,
      end,
    );
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? undefined : response.json();
  };

  async function sendWithRetries(
    route: Route,
    url: string,
    request: RequestInit & { readonly signal: AbortSignal },
    end: number,
  ): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await send(url, request).catch((error: unknown) => error);
      const response = outcome instanceof Response ? outcome : undefined;
      const delay = delayBefore(attempt, response);
      const again =
        isRetryable(route, outcome) &&
        !(request.body instanceof ReadableStream) &&
        attempt <= retries &&
        !request.signal.aborted &&
        performance.now() + delay < end;
      if (again && budget.spend()) {
        await response?.body?.cancel();
        await pause(delay, request.signal);
        continue;
      }
      if (!response) throw outcome;
      budget.earn();
      return response;
    }
  }

  const calls = Object.entries(routes).map(([name, route]) => [
    name,
    (input?: AnyInput, callOptions?: CallOptions) => call(route, input, callOptions),
  ]);
  return Object.fromEntries(calls) as InventoryClient;
}

function pathOf(route: Route, { params, query }: AnyInput): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    segmentOf(name, params?.[name]),
  );
  return `${path}${searchOf(query ?? {})}`;
}

/** Fetch removes these segments even when they are escaped, and would request another path. */
const dots = new Set(['.', '..']);

function segmentOf(name: string, parameter: string | undefined): string {
  if (!parameter) throw new TypeError(`The path parameter "${name}" is missing or empty.`);
  if (dots.has(parameter)) {
    throw new TypeError(`The path parameter "${name}" must not be "${parameter}".`);
  }
  return encodeURIComponent(parameter);
}

/** What fetch requires for a streamed body; the DOM types do not have it yet. */
type StreamedInit = RequestInit & { readonly duplex?: 'half' };

function bodyOf(route: Route, { body }: AnyInput): StreamedInit {
  if (body === undefined) return {};
  if (!route.upload) return { body: JSON.stringify(body) };
  // Fetch requires `duplex` for a stream: the response begins after the request is sent.
  return { body: body as UploadBody, duplex: 'half' };
}

function headersOf(route: Route, { headers, body, bodyType }: AnyInput): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(body === undefined ? {} : { 'content-type': bodyType ?? jsonType(route) }),
    ...(route.repeat === 'with-key' ? { 'idempotency-key': crypto.randomUUID() } : {}),
    ...headers,
  };
}

const jsonType = ({ method }: Route): string =>
  method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
