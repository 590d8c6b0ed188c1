import type { Access } from '@stockroom/client/contract';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import plugin from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The access that the route requires. The gateway does not start with a route that lacks it. */
    access?: Access;
  }
  interface FastifyInstance {
    /** The access that a request requires, by its route. */
    requiredAccess(request: FastifyRequest): Access;
  }
}

/** Settings of the routes' access. */
export interface RouteAccessOptions {
  /** Routes that were added before this plugin and require no authentication. */
  readonly publicPaths: readonly string[];
}

/** Fails the start if a route does not declare in its config who can call it. */
export const routeAccess = plugin(
  async (app: FastifyInstance, { publicPaths }: RouteAccessOptions) => {
    app.decorate('requiredAccess', ({ routeOptions, is404 }: FastifyRequest): Access => {
      const { config, url } = routeOptions;
      if (config.access !== undefined) return config.access;
      // A 404 reveals nothing. Any other route without a declaration is for administrators.
      const isPublic = is404 || (url !== undefined && publicPaths.includes(url));
      return isPublic ? 'public' : 'inventory:admin';
    });

    const routes: RouteOptions[] = [];
    app.addHook('onRoute', (route) => void routes.push(route));
    app.addHook('onReady', async () => {
      const undeclared = routes
        .filter(({ config }) => config?.access === undefined)
        .map(({ method, url }) => `${[method].flat().join(', ')} ${url}`);
      if (undeclared.length === 0) return;
      throw new Error(
        `These routes do not declare their access: ${undeclared.join('; ')}. Add it to the route's config: { access: 'inventory:read' }.`,
      );
    });
  },
  { name: 'route-access' },
);
