import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context of this request. Send it with upstream requests. */
    traceparent: string;
  }
}

const traceparentFormat = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const requestIdFormat = /^[\w.-]{1,128}$/;

/**
 * The id under which a request is logged: the caller's `x-request-id` if it is safe in a log,
 * otherwise a new one.
 */
export function requestId(given: unknown): string {
  return typeof given === 'string' && requestIdFormat.test(given) ? given : randomUUID();
}

/** The trace id of a `traceparent` header; undefined for a missing or malformed header. */
function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' ? traceparentFormat.exec(traceparent)?.[1] : undefined;
}

/**
 * Request id and W3C trace context: read from the request and put into every log line. The response
 * carries the request id.
 */
export const requestContext = plugin(
  async (app: FastifyInstance) => {
    app.decorateRequest('traceparent', '');
    app.addHook('onRequest', async (request, reply) => {
      const traceId = traceIdOf(request.headers.traceparent) ?? randomBytes(16).toString('hex');
      request.traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
      request.log = reply.log = request.log.child({ traceId });
      reply.header('x-request-id', request.id);
    });
  },
  { name: 'request-context' },
);
