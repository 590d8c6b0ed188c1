import type { IncomingHttpHeaders } from 'node:http';

/** Headers of one connection, not of the request (RFC 9110, 7.6.1). */
export const connectionHeaders: ReadonlySet<string> = new Set([
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
 * Headers for the recipient of the request or response, even if Connection names them: without them
 * the message has another meaning (RFC 9110, 7.6.1). Other names in Connection are extensions and
 * are honored.
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

/** The headers that Connection names, in lower case: they also belong to this connection only. */
export const namedByConnection = ({ connection }: IncomingHttpHeaders): string[] =>
  connection === undefined
    ? []
    : connection
        .toLowerCase()
        .split(',')
        .map((name) => name.trim());
