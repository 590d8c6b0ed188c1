import type { FastifyInstance, HTTPMethods } from 'fastify';
import plugin from 'fastify-plugin';
import findMyWay from 'find-my-way';
import { pathOf } from '../http/path.ts';
import { methodNotAllowed, methods } from './method-not-allowed.ts';

interface KnownPath {
  readonly url: string;
  readonly allowed: readonly HTTPMethods[];
}

/** Routes that match every path, and say nothing about which paths exist. */
const catchAllRoutes = ['/*', '*'];

/**
 * Rejects a method that a known path does not support with 405, and responds to OPTIONS with the
 * supported methods. Fastify's router has one tree per method: an unsupported method would reach a
 * wildcard route that supports it.
 *
 * Runs before authorization: paths and methods are public, in `/openapi.json`.
 *
 * @param earlierPaths routes that were added before this plugin
 */
export const allowedMethods = plugin(
  async (app: FastifyInstance, { earlierPaths }: { earlierPaths: readonly string[] }) => {
    const urls = new Set(earlierPaths);
    app.addHook('onRoute', ({ url }) => void urls.add(url));

    const paths = findMyWay({ maxParamLength: Number.MAX_SAFE_INTEGER });
    app.addHook('onReady', async () => {
      for (const url of urls) {
        if (catchAllRoutes.includes(url)) continue;
        const allowed = methods.filter((method) => app.hasRoute({ method, url }));
        paths.on('GET', url, () => {}, { url, allowed });
      }
    });

    app.addHook('onRequest', async (request, reply) => {
      const known: KnownPath | undefined = paths.find('GET', pathOf(request.url))?.store;
      if (!known) return;
      if (known.allowed.includes(request.method)) {
        // A parameter that is too long for its route also reaches a wildcard route.
        const isElsewhere = isWildcard(request.routeOptions.url) && !isWildcard(known.url);
        return isElsewhere ? reply.callNotFound() : undefined;
      }
      if (request.method === 'OPTIONS') {
        return reply.code(204).header('allow', known.allowed.join(', ')).send();
      }
      throw methodNotAllowed(`This path does not support ${request.method}.`, known.allowed);
    });
  },
  { name: 'allowed-methods' },
);

const isWildcard = (url: string | undefined): boolean => url?.endsWith('*') ?? false;
