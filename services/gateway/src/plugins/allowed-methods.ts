import { Problem } from '@stockroom/service';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import plugin from 'fastify-plugin';
import findMyWay from 'find-my-way';

/** Every method that is served anywhere, in the order in which `allow` lists them. */
export const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

interface KnownPath {
  readonly url: string;
  readonly allowed: readonly HTTPMethods[];
}

/** Routes that match every path: they do not tell which paths there are. */
const everywhere = ['/*', '*'];

/**
 * Refuses a method that a known path does not have with 405 and the methods that it has, and
 * responds to OPTIONS with the same list. Fastify's router looks at paths per method: a wrong method
 * would fall through to whatever wildcard has it.
 *
 * Comes before authorization: which paths have which methods is public, in `/openapi.json`.
 */
export const allowedMethods = plugin(
  async (app: FastifyInstance, { earlier }: { earlier: readonly string[] }) => {
    const urls = new Set(earlier);
    app.addHook('onRoute', ({ url }) => void urls.add(url));

    const paths = findMyWay({ maxParamLength: Number.MAX_SAFE_INTEGER });
    app.addHook('onReady', async () => {
      for (const url of urls) {
        if (everywhere.includes(url)) continue;
        const allowed = methods.filter((method) => app.hasRoute({ method, url }));
        paths.on('GET', url, () => {}, { url, allowed });
      }
    });

    app.addHook('onRequest', async (request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '';
      const known: KnownPath | undefined = paths.find('GET', path)?.store;
      if (!known) return;
      if (known.allowed.includes(request.method)) {
        // A parameter that is too long for its route falls through to a wildcard as well.
        const isElsewhere = isWildcard(request.routeOptions.url) && !isWildcard(known.url);
        return isElsewhere ? reply.callNotFound() : undefined;
      }
      if (request.method === 'OPTIONS') {
        return reply.code(204).header('allow', known.allowed.join(', ')).send();
      }
      throw methodNotAllowed(`${request.method} is not a method of this path.`, known.allowed);
    });
  },
  { name: 'allowed-methods' },
);

const isWildcard = (url = ''): boolean => url.endsWith('*');

/** A problem whose `allow` header lists the methods to use instead. */
export const methodNotAllowed = (what: string, allowed: readonly string[]) => {
  const list = allowed.join(', ');
  return new Problem(
    405,
    'method-not-allowed',
    'The method is not allowed',
    `${what} Use one of ${list}.`,
    { headers: { allow: list } },
  );
};
