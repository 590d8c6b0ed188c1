import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import plugin from 'fastify-plugin';

/** Text, but not a stream of events: those must arrive one by one, and a compressor would hold them. */
const compressible =
  /^(?:text\/(?!event-stream)|application\/(?:\w+\+)?(?:json|javascript)|image\/svg)/;

/** Compresses answers on their way out; the load balancer does not. */
export const compression = plugin(
  async (app) => {
    await app.register(compress, {
      globalDecompression: false,
      encodings: ['br', 'gzip'],
      customTypes: compressible,
      // The highest quality, the default, is for files that are compressed once.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    });
  },
  { name: 'compression' },
);
