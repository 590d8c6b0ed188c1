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

/** Logs each request once, when it has been answered: what was asked, the status, how long it took. */
export class OneLinePerRequest extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const milliseconds = Math.round(reply.elapsedTime);
    const line = `${request.method} ${request.url} ${reply.statusCode} in ${milliseconds} ms`;
    if (error) request.log.warn({ err: error }, `${line}, and the caller was gone`);
    else request.log.info(line);
  }
}
