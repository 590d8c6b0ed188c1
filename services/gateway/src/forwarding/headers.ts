import type { IncomingHttpHeaders } from 'node:http';
import { actorHeader, internalHeaderPrefix } from '@stockroom/service';
import type { FastifyRequest } from 'fastify';
import {
  connectionHeaders,
  endToEndHeaders,
  namedByConnection,
} from '../http/connection-headers.ts';
import { codingsOf } from '../http/content-codings.ts';

type Headers = Record<string, string | string[]>;

/**
 * Request headers that are not forwarded: a caller could use them to impersonate another, or to
 * control the proxies behind the gateway; and its credentials are for the gateway only.
 */
const privateRequestHeaders = new RegExp(
  `^(?:authorization$|cookie$|x-api-key$|x-forwarded-|${internalHeaderPrefix}|x-envoy-|x-real-ip$|forwarded$|proxy$|host$|expect$|http2-settings$)`,
);

/** Response headers that only reveal which software sent the response. */
const privateResponseHeaders = new RegExp(
  `^(?:server$|x-powered-by$|${internalHeaderPrefix}|x-envoy-)`,
);

/**
 * The headers of an upstream request: those of the caller's request, except for headers of its
 * connection and headers that only the gateway may set, and those that the gateway sets.
 */
export function requestHeaders(request: FastifyRequest, actor: string): Headers {
  const headers = without(request.headers, privateRequestHeaders);
  // The body of a GET or HEAD request is not forwarded.
  if (request.body === undefined) delete headers['content-length'];
  // The body is decompressed: it has no coding any more, and another length.
  delete headers['content-encoding'];
  if (codingsOf(request).length > 0) delete headers['content-length'];
  const { host } = request.headers;
  return {
    ...headers,
    'x-forwarded-for': request.ip,
    'x-forwarded-proto': request.protocol,
    // Only HTTP/1.0 allows a request without it.
    ...(host !== undefined && { 'x-forwarded-host': host }),
    'x-request-id': request.id,
    traceparent: request.traceparent,
    [actorHeader]: actor,
  };
}

/** The headers of the response to the caller. */
export const responseHeaders = (headers: IncomingHttpHeaders): Headers =>
  without(headers, privateResponseHeaders);

function without(headers: IncomingHttpHeaders, unwanted: RegExp): Headers {
  const named = namedByConnection(headers).filter((name) => !endToEndHeaders.has(name));
  const remaining: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    // Some servers read "x_forwarded_for" as "x-forwarded-for".
    const plain = name.replaceAll('_', '-');
    const isWanted =
      !connectionHeaders.has(plain) && !named.includes(name) && !unwanted.test(plain);
    if (isWanted && value !== undefined) remaining[name] = value;
  }
  return remaining;
}
