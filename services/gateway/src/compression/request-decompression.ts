import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { codingsOf } from '../http/content-codings.ts';
import { decompress } from './decompress.ts';

/** Methods whose bodies are not read. */
const bodiless = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Decompresses the bodies of requests, so that limits apply to the decompressed size. Does not use
 * `@fastify/compress`, which reports every upstream failure as a corrupt body.
 */
export const requestDecompression = plugin(
  async (app: FastifyInstance) => {
    app.addHook('preParsing', async (request, reply, payload) => {
      const codings = codingsOf(request);
      if (codings.length === 0 || bodiless.includes(request.method)) return payload;
      const body = decompress(codings, payload);
      // Stop decompressing a body that was rejected.
      reply.raw.once('close', () => body.destroy());
      return body;
    });
  },
  { name: 'request-decompression' },
);
