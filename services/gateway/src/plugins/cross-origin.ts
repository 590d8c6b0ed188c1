import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

/** Lets pages of other origins call the API, where the configuration names them. */
export const crossOrigin = plugin(
  async (app: FastifyInstance, { origins }: { origins: readonly string[] }) => {
    if (origins.length === 0) return;
    app.addHook('onRoute', (route) => {
      // Asking what one may do needs no leave. Cookies are not for these origins in any case.
      if (route.method === 'OPTIONS' && route.url === '*') route.config = { access: 'public' };
    });
    await app.register(cors, {
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
      // An OPTIONS that is no preflight is nothing special.
      strictPreflight: false,
      // Preflights count against the limit of requests, and get their response where every OPTIONS does.
      preflightContinue: true,
    });
  },
  { name: 'cross-origin' },
);
