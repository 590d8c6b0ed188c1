import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { endToEndHeaders, namedByConnection } from '../http/connection-headers.ts';
import { pathOf } from '../http/path.ts';
import { methodNotAllowed, methods } from './method-not-allowed.ts';

/** Node limits the total size of the headers (16 KiB), not their number. */
const maxHeaders = 100;

/**
 * What two servers may interpret differently: `.` and `..` (also as `..;`), empty segments,
 * backslashes, and percent-encoded slashes, dots, backslashes, control characters and percent signs.
 */
const ambiguousPath = /(?:^|\/)\.{1,2}(?:[/;]|$)|\/\/|\\|%(?:2[ef5]|5c|7f|[01][0-9a-f])/i;

/**
 * Rejects requests that another server might interpret differently: request smuggling and path
 * traversal rely on such differences. Node's strict parser rejects the others (two lengths, folded
 * headers, bare line feeds).
 */
export const ambiguousRequests = plugin(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', async (request) => {
      const problem = problemOf(request);
      if (problem) throw problem;
    });

    app.addHook('onSend', async (request, reply) => {
      // Do not wait for the rest of an unread body, nor parse it as the next request.
      if (!request.raw.complete) reply.header('connection', 'close');
    });
  },
  { name: 'ambiguous-requests' },
);

function problemOf({ raw, url, method, headers }: FastifyRequest): Problem | undefined {
  if (!methods.some((supported) => supported === method)) {
    return methodNotAllowed(`${method} is not supported.`, methods);
  }
  if (raw.rawHeaders.length / 2 > maxHeaders) {
    return new Problem(
      431,
      'too-many-headers',
      'There are too many headers',
      `Send at most ${maxHeaders} headers.`,
    );
  }
  const path = pathOf(url);
  if (!path.startsWith('/') || ambiguousPath.test(path)) {
    return new Problem(
      400,
      'ambiguous-path',
      'The path is ambiguous',
      'Send an absolute path without dot segments, empty segments, backslashes, or encoded slashes, dots, percent signs and control characters.',
    );
  }
  const hosts = raw.rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name));
  if (hosts.length > 1) return ambiguous('There are two Host headers. Send one.');
  if (hosts.length === 0 && raw.httpVersion === '1.1')
    return ambiguous('There is no Host header. Send one.');
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && (raw.httpVersion !== '1.1' || encoding !== 'chunked')) {
    return ambiguous('The only supported transfer encoding is "chunked", in HTTP/1.1.');
  }
  const endToEnd = namedByConnection(headers).find((name) => endToEndHeaders.has(name));
  if (endToEnd !== undefined) {
    return ambiguous(
      `Connection names ${endToEnd}, which is not a header of one connection. Remove it from Connection.`,
    );
  }
  return undefined;
}

const ambiguous = (detail: string) =>
  new Problem(400, 'unreadable-request', 'The request is ambiguous', detail, {
    headers: { connection: 'close' },
  });
