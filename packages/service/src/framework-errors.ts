import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { Problem } from './problem.ts';

/** Why the router rejected the path of a request. */
const routerErrors = new WeakMap<IncomingMessage, FastifyError>();

/**
 * Routes a request whose path the router rejected (a malformed percent-encoding, a parameter that is
 * too long) through the usual hooks. Fastify would respond before any hook, without security
 * headers, limits and metrics.
 */
export function frameworkErrors(
  error: FastifyError,
  { raw, server }: FastifyRequest,
  reply: FastifyReply,
): void {
  routerErrors.set(raw, error);
  // The access log shows the requested path.
  Object.assign(raw, { originalUrl: raw.url, url: '/' });
  server.routing(raw, reply.raw);
}

/**
 * Throws, within the request's hooks, the errors to which the router or Node's HTTP server would
 * otherwise respond themselves, without problem details.
 */
export const frameworkErrorResponses = plugin(
  async (app: FastifyInstance) => {
    // RFC 9110 (10.1.1) allows ignoring an unknown expectation; Node's 417 has no body.
    app.server.on('checkExpectation', (request, response) =>
      app.server.emit('request', request, response),
    );
    // After the hooks that count and secure each request, whatever route the replaced path matches.
    app.addHook('preParsing', async ({ raw }) => {
      const error = routerErrors.get(raw);
      if (error) throw error;
      if (raw.httpVersion === '1.1' && raw.headers.host === undefined) throw noHost();
    });
  },
  { name: 'framework-errors' },
);

const noHost = () =>
  new Problem(
    400,
    'unreadable-request',
    'The request has no Host header',
    'HTTP/1.1 requires this header in every request (RFC 9112, 3.2). Send it.',
    { headers: { connection: 'close' } },
  );
