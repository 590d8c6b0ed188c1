import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import plugin from 'fastify-plugin';

/** Text, except event streams: a compressor would delay their events. */
const compressible =
  /^(?:text\/(?!event-stream)|application\/(?:\w+\+)?(?:json|javascript)|image\/svg)/;

/** Compresses responses; the load balancer does not. */
export const responseCompression = plugin(
  async (app) => {
    await app.register(compress, {
      globalDecompression: false,
      encodings: ['br', 'gzip'],
      customTypes: compressible,
      // The default is the highest quality, for files that are compressed once.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    });
  },
  { name: 'response-compression' },
);
