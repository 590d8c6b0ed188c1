import { pipeline, type Readable, Transform } from 'node:stream';
import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Maximum bytes of a streamed body. Default: the limit for uploads. */
    streamedBytes?: number;
  }
}

/** Limits of request bodies, after decompression. */
export interface BodyLimits {
  /** Maximum bytes of a JSON body. */
  readonly jsonBytes: number;
  /** Maximum bytes of any other body. */
  readonly streamedBytes: number;
}

const json = /^application\/(?:[\w.-]+\+)?json(?:;|$)/;

/**
 * Reads JSON bodies whole and streams all others.
 *
 * JSON is small. Reading it before an upstream connection is taken means that a slow caller delays
 * no other request.
 */
export function parseBodies(app: FastifyInstance, { jsonBytes, streamedBytes }: BodyLimits): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    json,
    { parseAs: 'buffer', bodyLimit: jsonBytes },
    async (_request: FastifyRequest, body: Buffer) => body,
  );
  app.addContentTypeParser('*', async (request: FastifyRequest, body: Readable) => {
    const { streamedBytes: routeBytes = streamedBytes } = request.routeOptions.config;
    const maxBytes = Math.min(routeBytes, streamedBytes);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw bodyTooLarge(maxBytes);
    return limited(body, maxBytes);
  });
}

function limited(body: Readable, maxBytes: number): Readable {
  let bytes = 0;
  const limit = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > maxBytes) done(bodyTooLarge(maxBytes));
      else done(null, chunk);
    },
  });
  return pipeline(body, limit, () => {});
}

const bodyTooLarge = (maxBytes: number) =>
  new Problem(
    413,
    'body-too-large',
    'The body is too large',
    `The body has more than ${maxBytes} bytes. Send it in parts.`,
  );
