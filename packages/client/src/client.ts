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

/** Makes a part of the input optional where nothing in it is required. */
type Given<Name extends string, Value> = [Value] extends [never]
  ? unknown
  : Record<never, never> extends Value
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** A file to send: a stream of one is sent as it comes, and never twice. */
export type UploadBody = Blob | string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

type Upload<O> = O extends { readonly upload: readonly (infer Type)[] }
  ? { readonly body: UploadBody; readonly bodyType: Type }
  : unknown;

/** What a caller gives an operation. The idempotency key is made where none is given. */
export type Input<O extends Operation> = Given<'params', Part<O, 'params'>> &
  Given<'query', Part<O, 'query'>> &
  Given<'body', Part<O, 'body'>> &
  Upload<O> &
  Given<'headers', Partial<Part<O, 'headers'>>>;

/** Settings of one call. */
export interface CallOptions {
  /** Ends the call early. */
  readonly signal?: AbortSignal;
  /** Milliseconds until the call is given up; the client's default without it. */
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
  /** Where the API is: `https://stock.example.com`; the page's own origin without it. */
  readonly baseUrl?: string;
  /** Sent with every call: an access token, or the `traceparent` of what is being done. */
  readonly headers?: Headers | (() => Headers);
  /**
   * Milliseconds until a call is given up, its repetitions included. Default 10 000, and 300 000
   * where a file is sent.
   */
  readonly timeout?: number;
  /**
   * How often a call is repeated at most when the service is away, where repeating is safe: reads,
   * and changes of stock under the same idempotency key. Default 3.
   */
  readonly retries?: number;
  /** The fetch to use; the platform's own without it. */
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
 * Makes a client of the inventory API, for Node and the browser.
 *
 * @example
 * const inventory = createClient({ baseUrl: 'http://127.0.0.1:8080' });
 * await inventory.receiveStock({ body: { sku: 'BOLT-M8-40', location: 'MAIN', quantity: 500 } });
 *
 * Every method throws a `ProblemError` when the API refuses, and what `fetch` throws when it cannot
 * be reached.
 */
export function createClient(options: ClientOptions = {}): InventoryClient {
  const send = options.fetch ?? globalThis.fetch;

  const { baseUrl = '', headers = {}, retries = 3 } = options;
  const budget = new RetryBudget();

  const call = async (route: Route, input: AnyInput = {}, callOptions: CallOptions = {}) => {
    const usual = route.upload ? 300_000 : (options.timeout ?? 10_000);
    const limit = callOptions.timeout ?? usual;
    const timeout = AbortSignal.timeout(limit);
    const signal = callOptions.signal ? AbortSignal.any([callOptions.signal, timeout]) : timeout;
    const end = performance.now() + limit;
    const request = {
      method: route.method,
      // Made once: a repetition carries the same idempotency key.
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
      const refused = outcome instanceof Response ? outcome : undefined;
      const delay = delayBefore(attempt, refused);
      const again =
        isRetryable(route, outcome) &&
        !(request.body instanceof ReadableStream) &&
        attempt <= retries &&
        !request.signal.aborted &&
        performance.now() + delay < end;
      if (again && budget.spend()) {
        await refused?.body?.cancel();
        await pause(delay, request.signal);
        continue;
      }
      if (!(outcome instanceof Response)) throw outcome;
      budget.earn();
      return outcome;
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
    segmentOf(params?.[name] ?? ''),
  );
  return `${path}${searchOf(query ?? {})}`;
}

/** Fetch folds these away, even when they are escaped, and would ask for something else. */
const dots = new Set(['.', '..']);

function segmentOf(parameter: string): string {
  if (dots.has(parameter)) throw new TypeError(`"${parameter}" names nothing in an address.`);
  return encodeURIComponent(parameter);
}

/** What fetch wants with a streamed body; the browsers' type for it does not know it yet. */
type StreamedInit = RequestInit & { readonly duplex?: 'half' };

function bodyOf(route: Route, { body }: AnyInput): StreamedInit {
  if (body === undefined) return {};
  if (!route.upload) return { body: JSON.stringify(body) };
  // Fetch asks for it with a stream: the answer begins when the request is sent.
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
