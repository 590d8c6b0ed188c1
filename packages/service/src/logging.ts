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
        'res.headers["set-cookie"]',
      ],
      remove: true,
    },
  };
}

/**
 * The access log: each request once, when it has been answered. The query is left out, because what
 * people search for is theirs, and the bytes are those of the answer as it went over the wire.
 */
export class OneLinePerRequest extends LogController {
  /** Counts the bytes of the answer; the request itself forgets its socket when that is closed. */
  readonly #written = new WeakMap<FastifyRequest, () => number>();

  override incomingRequest(request: FastifyRequest): void {
    const { socket } = request.raw;
    const before = socket.bytesWritten ?? 0;
    this.#written.set(request, () => (socket.bytesWritten ?? 0) - before);
  }

  override requestCompleted(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const milliseconds = Math.round(reply.elapsedTime);
    const path = request.url.split('?', 1)[0];
    // The status that proxies log where the caller did not wait for one.
    const status = error && !reply.raw.headersSent ? 499 : reply.statusCode;
    const fields = {
      method: request.method,
      route: request.routeOptions.url,
      path,
      status,
      milliseconds,
      bytes: this.#written.get(request)?.(),
    };
    const line = `${request.method} ${path} ${status} in ${milliseconds} ms`;
    if (error) request.log.warn({ ...fields, err: error }, `${line}, and the caller was gone`);
    else request.log.info(fields, line);
  }
}
