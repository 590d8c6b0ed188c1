import {
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { credentialHeaders } from './credential-headers.ts';
import { truncate } from './truncate.ts';

/**
 * JSON lines on standard output, one event each, as CloudWatch Logs reads them. Credentials never
 * reach a line: the headers that carry them are removed.
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
        ...credentialHeaders.map((name) => `req.headers["${name}"]`),
        'req.headers["x-stockroom-actor"]',
        'res.headers["set-cookie"]',
      ],
      remove: true,
    },
  };
}

/** Longest path in the access log, in characters. */
const longestPath = 256;

/** Requests whose line is under way already. */
const logged = new WeakSet<FastifyRequest['raw']>();

/**
 * The access log: each request once, when it has been answered or its caller is gone. The query is
 * left out, because what people search for is theirs, and the bytes are those of the answer as it
 * went over the wire.
 */
export class OneLinePerRequest extends LogController {
  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    // Taken back into the router: see framework-errors.ts.
    if (logged.has(request.raw)) return;
    logged.add(request.raw);
    const { socket } = request.raw;
    const path = truncate(request.originalUrl.split('?', 1)[0] ?? '', longestPath);
    const before = socket.bytesWritten ?? 0;
    // Fastify tells only of answers that were sent to their end.
    reply.raw.once('close', () => {
      const milliseconds = Math.round(reply.elapsedTime);
      const isWhole = reply.raw.writableFinished;
      const fields = {
        method: request.method,
        route: request.routeOptions.url,
        path,
        // The status that proxies log where the caller did not wait for one.
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
