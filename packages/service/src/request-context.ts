import { randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context of this request; hand it on to what this service calls. */
    traceparent: string;
  }
}

const traceparentFormat = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
const requestIdFormat = /^[\w.-]{1,128}$/;

/**
 * The id under which a request is logged: the caller's `x-request-id` where it is harmless in a
 * log, a new one otherwise.
 */
export function requestId(given: unknown): string {
  return typeof given === 'string' && requestIdFormat.test(given) ? given : randomUUID();
}

/** The trace id of a `traceparent` header, or undefined where there is none that is well formed. */
function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' ? traceparentFormat.exec(traceparent)?.[1] : undefined;
}

/** Request id and W3C trace context: in from the caller, into every log line, out with the answer. */
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
