import {
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';

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
        'req.headers.authorization',
        'req.headers.cookie',
        'req.headers["x-api-key"]',
        'req.headers["x-stockroom-actor"]',
        'res.headers["set-cookie"]',
      ],
      remove: true,
    },
  };
}

/**
 * The access log: each request once, when it has been answered or its caller is gone. The query is
 * left out, because what people search for is theirs, and the bytes are those of the answer as it
 * went over the wire.
 */
export class OneLinePerRequest extends LogController {
  override incomingRequest(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    const before = socket.bytesWritten ?? 0;
    // Fastify tells only of answers that were sent to their end.
    reply.raw.once('close', () => {
      const milliseconds = Math.round(reply.elapsedTime);
      const isWhole = reply.raw.writableFinished;
      const fields = {
        method: request.method,
        route: request.routeOptions.url,
        path: request.url.split('?', 1)[0],
        // The status that proxies log where the caller did not wait for one.
        status: reply.raw.headersSent ? reply.statusCode : 499,
        milliseconds,
        bytes: (socket.bytesWritten ?? 0) - before,
      };
      const line = `${fields.method} ${fields.path} ${fields.status} in ${milliseconds} ms`;
      if (isWhole) request.log.info(fields, line);
      else request.log.warn(fields, `${line}, cut off before its end`);
    });
  }

  override requestCompleted(): void {}
}
