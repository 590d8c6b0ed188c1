import type { FastifyServerOptions } from 'fastify';

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
