import type { IncomingMessage } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { Problem } from './problem.ts';

/** Why the router could not read the path of a request. */
const routerErrors = new WeakMap<IncomingMessage, FastifyError>();

/**
 * Takes what the router refuses, a broken percent-escape or a parameter that is too long, back into
 * the request's ordinary way. Fastify would answer it before any hook, without security headers,
 * limits and a place in the metrics.
 */
export function frameworkErrors(
  error: FastifyError,
  { raw, server }: FastifyRequest,
  reply: FastifyReply,
): void {
  routerErrors.set(raw, error);
  // The access log has the path that was asked for.
  Object.assign(raw, { originalUrl: raw.url, url: '/' });
  server.routing(raw, reply.raw);
}

/**
 * Throws in the request's ordinary way what the router, or Node's HTTP server, would otherwise
 * answer by itself and without problem details.
 */
export const frameworkErrorResponses = plugin(
  async (app: FastifyInstance) => {
    // RFC 9110 (10.1.1) allows to ignore an expectation that is not known; Node's 417 has no body.
    app.server.on('checkExpectation', (request, response) =>
      app.server.emit('request', request, response),
    );
    // After the hooks that count and secure each request, whatever route the replaced path has.
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
    'Every request of HTTP/1.1 has one (RFC 9112, 3.2). Send it.',
    { headers: { connection: 'close' } },
  );
