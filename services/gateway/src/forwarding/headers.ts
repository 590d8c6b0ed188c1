import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { codingsOf } from './content-codings.ts';

type Headers = Record<string, string | string[]>;

/** Headers of one connection, not of the request (RFC 9110, 7.6.1). */
const connectionHeaders = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers that are for the service, whatever Connection says: without them a request or a response
 * means something else (RFC 9110, 7.6.1). Other names there are extensions, and are honored.
 */
export const endToEndHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'age',
  'allow',
  'authorization',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-range',
  'content-type',
  'cookie',
  'date',
  'etag',
  'expires',
  'forwarded',
  'host',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'last-event-id',
  'last-modified',
  'link',
  'location',
  'origin',
  'pragma',
  'prefer',
  'range',
  'referer',
  'retry-after',
  'set-cookie',
  'user-agent',
  'vary',
  'www-authenticate',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
]);

/**
 * What a caller might say to be taken for another, or to steer the proxies behind the gateway; and
 * what it showed the gateway to be known, which is nobody else's.
 */
const notForCallersToSay =
  /^(?:authorization$|cookie$|x-api-key$|x-forwarded-|x-stockroom-|x-envoy-|x-real-ip$|forwarded$|proxy$|host$|expect$|http2-settings$)/;

/** Headers of an answer that tell only what it was made with. */
const notForCallersToRead = /^(?:server$|x-powered-by$|x-stockroom-|x-envoy-)/;

/**
 * The headers that a request goes on with: the caller's, but for those of its connection and those
 * that are for the gateway to say, which says them.
 */
export function requestHeaders(request: FastifyRequest, actor: string): Headers {
  const headers = without(request.headers, notForCallersToSay);
  // Its body does not go on, see the forwarding plugin.
  if (request.body === undefined) delete headers['content-length'];
  // Bodies are decompressed on their way in: they are longer then, and not encoded any more.
  delete headers['content-encoding'];
  if (codingsOf(request).length > 0) delete headers['content-length'];
  return {
    ...headers,
    'x-forwarded-for': request.ip,
    'x-forwarded-proto': request.protocol,
    'x-forwarded-host': request.headers.host ?? '',
    'x-request-id': request.id,
    traceparent: request.traceparent,
    'x-stockroom-actor': actor,
  };
}

/** The headers that an answer comes back with. */
export const answerHeaders = (headers: IncomingHttpHeaders): Headers =>
  without(headers, notForCallersToRead);

/** The headers that Connection names, in lower case: they are of this connection, too. */
export const namedByConnection = ({ connection = '' }: IncomingHttpHeaders): string[] =>
  connection
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());

function without(headers: IncomingHttpHeaders, unwanted: RegExp): Headers {
  const named = namedByConnection(headers).filter((name) => !endToEndHeaders.has(name));
  const kept: Headers = {};
  for (const [name, value] of Object.entries(headers)) {
    // Some servers read "x_forwarded_for" as "x-forwarded-for".
    const plain = name.replaceAll('_', '-');
    const isWanted =
      !connectionHeaders.has(plain) && !named.includes(name) && !unwanted.test(plain);
    if (isWanted && value !== undefined) kept[name] = value;
  }
  return kept;
}
