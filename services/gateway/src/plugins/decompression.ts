import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { codingsOf, decoded } from '../forwarding/content-codings.ts';

/** Methods whose bodies are not read. */
const bodiless = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Decompresses bodies on their way in, so that limits are of what a body becomes. Not with
 * `@fastify/compress`, which takes every failure of the way behind for a corrupt body.
 */
export const decompression = plugin(
  async (app: FastifyInstance) => {
    app.addHook('preParsing', async (request, reply, payload) => {
      const codings = codingsOf(request);
      if (codings.length === 0 || bodiless.includes(request.method)) return payload;
      const body = decoded(codings, payload);
      // A body that was refused is not decompressed to its end.
      reply.raw.once('close', () => body.destroy());
      return body;
    });
  },
  { name: 'decompression' },
);
