import {
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { credentialHeaders } from './credential-headers.ts';
import { actorHeader } from './project.ts';
import { pathOf, truncate } from './truncate.ts';

/**
 * JSON lines on standard output, one event each, as CloudWatch Logs reads them. Headers that carry
 * credentials are removed.
 */
export function logging(
  service: string,
  release: string,
  level: string,
): FastifyServerOptions['logger'] {
  return {
    level,
    base: { service, release },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        ...[...credentialHeaders, actorHeader].map((name) => `req.headers["${name}"]`),
        'res.headers["set-cookie"]',
      ],
      remove: true,
    },
  };
}

/** Longest path in the access log, in characters. */
const longestPath = 256;

/** Requests whose line is already scheduled. */
const logged = new WeakSet<FastifyRequest['raw']>();

/**
 * The access log: one line per request, written when its response ends or its connection closes. It
 * omits the query, because search terms are private, and counts the bytes sent over the wire.
 */
export class OneLinePerRequest extends LogController {
  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    // Routed a second time: see framework-errors.ts.
    if (logged.has(request.raw)) return;
    logged.add(request.raw);
    const { socket } = request.raw;
    const path = truncate(pathOf(request.originalUrl), longestPath);
    const before = socket.bytesWritten ?? 0;
    // Fastify reports only responses that were sent completely.
    reply.raw.once('close', () => {
      const milliseconds = Math.round(reply.elapsedTime);
      const isWhole = reply.raw.writableFinished;
      const fields = {
        method: request.method,
        route: request.routeOptions.url,
        path,
        // 499 (client closed request), as proxies log a client that did not wait for a response.
        status: reply.raw.headersSent ? reply.statusCode : 499,
        milliseconds,
        bytes: (socket.bytesWritten ?? 0) - before,
      };
      const line = `${fields.method} ${fields.route ?? '(no route)'} ${fields.status} in ${milliseconds} ms`;
      if (isWhole) request.log.info(fields, line);
      else request.log.warn(fields, `${line}, cut off before its end`);
    });
  }

  override requestCompleted(): void {}
}
