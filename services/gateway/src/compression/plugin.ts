import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { requestDecompression } from './request-decompression.ts';
import { responseCompression } from './response-compression.ts';

/** Compresses responses and decompresses requests. */
export const compression = plugin(
  async (app: FastifyInstance) => {
    await app.register(responseCompression);
    await app.register(requestDecompression);
  },
  { name: 'compression' },
);
