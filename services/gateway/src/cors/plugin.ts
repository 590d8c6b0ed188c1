import fastifyCors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

/** Lets pages of the configured origins call the API. */
export const cors = plugin(
  async (app: FastifyInstance, { origins }: { origins: readonly string[] }) => {
    if (origins.length === 0) return;
    app.addHook('onRoute', (route) => {
      // A preflight needs no credentials. Cookies are never valid for these origins.
      if (route.method === 'OPTIONS' && route.url === '*') route.config = { access: 'public' };
    });
    await app.register(fastifyCors, {
      origin: [...origins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: [
        'etag',
        'location',
        'retry-after',
        'www-authenticate',
        'x-request-id',
        'ratelimit-limit',
        'ratelimit-remaining',
        'ratelimit-reset',
      ],
      maxAge: 600,
      // An OPTIONS request that is not a preflight gets the usual response.
      strictPreflight: false,
      // Preflights count against the rate limit, and are handled where every OPTIONS request is.
      preflightContinue: true,
    });
  },
  { name: 'cors' },
);
