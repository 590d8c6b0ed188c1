import type { Route } from './routes.ts';

/** The headers of responses that callers rely on, by their key under `components.headers`. */
export const responseHeaders = {
  RequestId: header(
    'x-request-id',
    'Names the request in the logs. The one that the caller sent, if it sent one of at most 128 letters, digits, ".", "_" and "-"',
    { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,128}$' },
  ),
  ETag: header('ETag', 'The version of the item, for If-Match', {
    type: 'string',
    pattern: '^"[0-9]+"$',
    examples: ['"7"'],
  }),
  Location: header('Location', 'Path of the created resource', {
    type: 'string',
    format: 'uri-reference',
  }),
  RetryAfter: header('Retry-After', 'Seconds to wait before the next attempt', {
    type: 'integer',
    minimum: 0,
    examples: [5],
  }),
  Allow: header('Allow', 'The methods of the path, separated by commas', {
    type: 'string',
    examples: ['GET, HEAD, POST'],
  }),
  Challenge: header('WWW-Authenticate', 'What is missing, as RFC 6750 has it', {
    type: 'string',
    examples: ['Bearer realm="stockroom", error="invalid_token"'],
  }),
  RateLimitLimit: header(
    'RateLimit-Limit',
    'Requests that the caller may make in a minute',
    { type: 'integer', minimum: 0 },
    false,
  ),
  RateLimitRemaining: header(
    'RateLimit-Remaining',
    'How many of them are left',
    { type: 'integer', minimum: 0 },
    false,
  ),
  RateLimitReset: header(
    'RateLimit-Reset',
    'Seconds until all of them are there again',
    { type: 'integer', minimum: 0 },
    false,
  ),
} as const;

export type ResponseHeader = keyof typeof responseHeaders;

function header(name: string, description: string, schema: object, required = true) {
  return { name, description, schema, required };
}

export interface ErrorResponse {
  /** Its key under `components.responses`. */
  readonly name: string;
  readonly description: string;
  readonly headers?: readonly ResponseHeader[];
}

/** The statuses of errors, each with what it means and what to do. */
export const errorResponses = {
  400: {
    name: 'BadRequest',
    description:
      'The request breaks a rule of this document, or one that it says in words. `errors` lists the violations of a body or of parameters',
  },
  401: {
    name: 'Unauthorized',
    description: 'No valid credentials. Sign in, or send an access token or an API key',
    headers: ['Challenge'],
  },
  403: {
    name: 'Forbidden',
    description: 'The caller lacks the scope, or the request may come from a page of another site',
  },
  404: { name: 'NotFound', description: 'What the path or the body names does not exist' },
  405: {
    name: 'MethodNotAllowed',
    description: 'The path exists and has no such method',
    headers: ['Allow'],
  },
  408: {
    name: 'RequestTimeout',
    description: 'The request took too long to arrive. Send it again, without pauses',
  },
  409: {
    name: 'Conflict',
    description: 'A rule of the inventory forbids it in the current state. `type` names the rule',
  },
  412: {
    name: 'PreconditionFailed',
    description: 'The item has changed since it was read. Read it again and repeat the change',
  },
  413: { name: 'ContentTooLarge', description: 'The body is too large. Send it in parts' },
  414: { name: 'UriTooLong', description: 'A part of the path is longer than any name can be' },
  415: {
    name: 'UnsupportedMediaType',
    description: 'The body is of a type, or in an encoding, that the operation does not take',
  },
  422: {
    name: 'UnprocessableContent',
    description:
      'The idempotency key was used for another request, or the file cannot be read. `type` says which',
  },
  429: {
    name: 'TooManyRequests',
    description: 'Too many requests in a minute, or too many open at once',
    headers: ['RetryAfter'],
  },
  431: {
    name: 'RequestHeaderFieldsTooLarge',
    description: 'The headers are too large or too many. Send fewer or shorter ones',
  },
  500: {
    name: 'InternalServerError',
    description: 'An error of the service, which was logged. Report it with its `instance`',
  },
  503: {
    name: 'ServiceUnavailable',
    description:
      'The service or its database is not available. Repeat the request, with the same idempotency key',
    headers: ['RetryAfter'],
  },
  504: {
    name: 'GatewayTimeout',
    description:
      'The service did not respond in time, and may still do what was asked. Read before you repeat, or repeat with the same idempotency key',
  },
} as const satisfies Record<number, ErrorResponse>;

export type ErrorStatus = keyof typeof errorResponses;

/** Any request may get these, whatever it asks for. */
const always = [400, 408, 429, 431, 500, 503, 504] as const satisfies ErrorStatus[];

/**
 * Every error status that a request can be given: the operation's own, those of its access
 * and method, and those of the gateway. Not 405: it belongs to the methods that a path lacks.
 */
export function errorStatusesOf(
  { method, path, access }: Pick<Route, 'method' | 'path' | 'access'>,
  own: readonly ErrorStatus[] = [],
): ErrorStatus[] {
  const statuses: ErrorStatus[] = [
    ...always,
    ...(access === 'public' ? [] : ([401, 403] as const)),
    ...(path.includes('{') ? ([414] as const) : []),
    // Also where no body is expected: one may be sent.
    ...(method === 'GET' ? [] : ([413, 415] as const)),
    ...own,
  ];
  return [...new Set(statuses)].sort((one, other) => one - other);
}
