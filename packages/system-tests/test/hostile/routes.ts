import {
  defaultBodyLimit,
  errorStatusesOf,
  type Operation,
  operations,
  type StreamedRead,
  streams,
} from '@stockroom/client/contract';
import { type Schema, sampleOf } from './sample.ts';

/** A route, with what an ordinary request to it has. */
export interface Route {
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: readonly string[];
  readonly headers: readonly { readonly name: string; readonly isRequired: boolean }[];
  readonly body?: Schema;
  readonly upload?: readonly string[];
  /** Largest JSON body, in bytes. */
  readonly bodyLimit: number;
  /** The statuses that the contract lists; undefined for the gateway's own routes. */
  readonly statuses?: readonly number[];
}

/** Every operation and every stream of the contract. */
export const contractRoutes: readonly Route[] = [
  ...Object.values<Operation>(operations).map(
    ({
      method,
      path,
      access,
      params,
      query,
      headers,
      body,
      bodyLimit,
      upload,
      success,
      problems,
    }) => ({
      bodyLimit: bodyLimit ?? defaultBodyLimit,
      ...described({ params, query, headers }),
      method,
      path,
      ...(body && { body: body as Schema }),
      ...(upload && { upload }),
      statuses: [success.status, ...errorStatusesOf({ method, path, access }, problems)],
    }),
  ),
  ...Object.values<StreamedRead>(streams).map(
    ({ method, path, access, query, headers, success }) => ({
      ...described({ query, headers }),
      method,
      path,
      bodyLimit: defaultBodyLimit,
      statuses: [success.status, ...errorStatusesOf({ method, path, access })],
    }),
  ),
];

const own = (method: string, path: string, query: readonly string[] = []): Route => ({
  method,
  path,
  query,
  params: {},
  headers: [],
  bodyLimit: defaultBodyLimit,
});

/**
 * What the gateway serves itself, and what it does not know. Not /ready, which answers twice a
 * second at most and is reached as /health is.
 */
export const gatewayRoutes: readonly Route[] = [
  own('GET', '/health'),
  own('GET', '/openapi.json'),
  own('GET', '/docs/'),
  own('GET', '/docs/static/index.html'),
  own('GET', '/'),
  own('GET', '/favicon.svg'),
  own('GET', '/session'),
  own('GET', '/sign-in', ['return']),
  own('GET', '/sign-in/callback', ['state', 'code']),
  { ...own('POST', '/sign-out'), body: {} },
  own('GET', '/no-such-page'),
  own('GET', '/api/v1/no-such-route'),
  { ...own('POST', '/api/v1/no-such-route'), body: {} },
];

interface Parts {
  readonly params?: object | undefined;
  readonly query?: object | undefined;
  readonly headers?: object | undefined;
}

function described({ params, query, headers }: Parts): Pick<Route, 'params' | 'query' | 'headers'> {
  return {
    params: Object.fromEntries(
      propertiesOf(params).map(([name, schema]) => [name, String(sampleOf(schema))]),
    ),
    query: propertiesOf(query).map(([name]) => name),
    headers: propertiesOf(headers).map(([name]) => ({
      name,
      isRequired: (headers as Schema).required?.includes(name) ?? false,
    })),
  };
}

function propertiesOf(schema: object | undefined): [name: string, schema: Schema][] {
  return Object.entries((schema as Schema | undefined)?.properties ?? {});
}

/** The path of a route with its parameters filled in. */
export const pathOf = ({ path, params }: Route): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
