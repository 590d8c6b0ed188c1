import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { endToEndHeaders, namedByConnection } from '../forwarding/headers.ts';
import { methodNotAllowed, methods } from './allowed-methods.ts';

/** Node bounds the size of all headers (16 KiB), not how many there are. */
const mostHeaders = 100;

/**
 * What two servers may read differently: `.` and `..` (also as `..;`), empty segments, backslashes,
 * and percent-encoded slashes, dots, backslashes, control characters and percent signs.
 */
const ambiguousPath = /(?:^|\/)\.{1,2}(?:[/;]|$)|\/\/|\\|%(?:2[ef5]|5c|7f|[01][0-9a-f])/i;

/**
 * Refuses requests that another server might understand differently than this one: that difference
 * is what request smuggling and path traversal live on. Node's strict parser refuses the rest (two
 * lengths, folded headers, bare line feeds).
 */
export const requestRefusals = plugin(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', async (request) => {
      const problem = refusal(request);
      if (problem) throw problem;
    });

    app.addHook('onSend', async (request, reply) => {
      // The rest of a body that nobody reads is not taken for the next request, nor waited for.
      if (!request.raw.complete) reply.header('connection', 'close');
    });
  },
  { name: 'request-refusals' },
);

function refusal({ raw, method, headers }: FastifyRequest): Problem | undefined {
  if (!methods.some((served) => served === method)) {
    return methodNotAllowed(`${method} is not served.`, methods);
  }
  if (raw.rawHeaders.length / 2 > mostHeaders) {
    return new Problem(
      431,
      'too-many-headers',
      'There are too many headers',
      `Send at most ${mostHeaders} headers.`,
    );
  }
  const path = (raw.url ?? '').split('?', 1)[0] ?? '';
  if (!path.startsWith('/') || ambiguousPath.test(path)) {
    return new Problem(
      400,
      'ambiguous-path',
      'The path can be read in two ways',
      'Send the path alone, without dot segments, empty segments, backslashes, or encoded slashes, dots, percent signs and control characters.',
    );
  }
  const hosts = raw.rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name));
  if (hosts.length > 1) return unclear('There are two Host headers. Send one.');
  if (hosts.length === 0 && raw.httpVersion === '1.1')
    return unclear('There is no Host header. Send one.');
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && (raw.httpVersion !== '1.1' || encoding !== 'chunked')) {
    return unclear('The only transfer encoding is "chunked", in HTTP/1.1.');
  }
  const endToEnd = namedByConnection(headers).find((name) => endToEndHeaders.has(name));
  if (endToEnd !== undefined) {
    return unclear(
      `Connection names ${endToEnd}, which is for the service and not for one connection. Leave it out there.`,
    );
  }
  return undefined;
}

const unclear = (detail: string) =>
  new Problem(400, 'unreadable-request', 'The request can be read in two ways', detail, {
    headers: { connection: 'close' },
  });
