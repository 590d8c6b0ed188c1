import type { Access } from '@stockroom/client/contract';
import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import plugin from 'fastify-plugin';
import { callerOf, type Ways } from '../access/authentication.ts';
import { type Caller, permits } from '../access/caller.ts';
import { insufficientScope, notSignedIn } from '../access/refusals.ts';
import { ProvenCredentials } from '../limits/proven-credentials.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. One that does not say it keeps the gateway from starting. */
    access?: Access;
  }
  interface FastifyRequest {
    /** Who calls; undefined where the route is for anybody, or before that is known. */
    caller: Caller | undefined;
    /** Why it is not known who calls. */
    callerUnknown: Problem | undefined;
  }
}

/** Gives all routes of a scope their access: those of libraries, which know nothing of it. */
export function giveAccess(scope: FastifyInstance, access: Access): void {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, access };
  });
}

/** Keeps the gateway from starting while there is a route of which nobody said who may call it. */
export const declaredAccess = plugin(
  async (app: FastifyInstance) => {
    const routes: RouteOptions[] = [];
    app.addHook('onRoute', (route) => void routes.push(route));
    app.addHook('onReady', async () => {
      const undeclared = routes
        .filter(({ config }) => config?.access === undefined)
        .map(({ method, url }) => `${[method].flat().join(', ')} ${url}`);
      if (undeclared.length === 0) return;
      throw new Error(
        `Nobody said who may call ${undeclared.join('; ')}. Say it in the route's config: { access: 'inventory:read' }.`,
      );
    });
  },
  { name: 'declared-access' },
);

/** Longest caller in a log line: the issuer of tokens decides how long its subjects are. */
const longestLoggedCaller = 256;

/**
 * Finds out who calls, where the route is not for anybody. Refuses nobody yet.
 *
 * Failures count against the address, and one that has no requests left gets no new credentials
 * checked: checking costs more than refusing.
 */
export const authentication = plugin(
  async (app: FastifyInstance, { ways, open }: { ways: Ways; open: readonly string[] }) => {
    app.decorateRequest('caller', undefined);
    app.decorateRequest('callerUnknown', undefined);
    const proven = new ProvenCredentials();
    app.addHook('onRequest', async (request, reply) => {
      if (accessOf(request, open) === 'public') return;
      const exhausted = await app.exhaustedLimit(request);
      if (exhausted && !proven.has(request)) {
        request.callerUnknown = exhausted;
        return;
      }
      try {
        request.caller = await callerOf(request, ways);
        proven.add(request);
        const { kind, id } = request.caller;
        const caller = `${kind}:${id}`.slice(0, longestLoggedCaller);
        request.log = reply.log = request.log.child({ caller });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.status < 500) proven.delete(request);
        request.callerUnknown = error;
      }
    });
    app.addHook('onSend', async (request, reply) => {
      // An answer for one caller is not for the next who asks a cache.
      if (request.caller && !reply.hasHeader('cache-control')) {
        reply.header('cache-control', 'private, no-cache');
      }
    });
  },
  { name: 'authentication', dependencies: ['rate-limits'] },
);

/** Refuses callers who are not known, or may not do what they ask for. */
export const authorization = plugin(
  async (app: FastifyInstance, { open }: { open: readonly string[] }) => {
    app.addHook('onRequest', async (request) => {
      const needed = accessOf(request, open);
      if (needed === 'public') return;
      const { caller, callerUnknown } = request;
      if (!caller) throw callerUnknown ?? notSignedIn('This needs a caller who is known.');
      if (!permits(caller.scopes, needed)) throw insufficientScope(needed, caller.scopes);
    });
  },
  { name: 'authorization', dependencies: ['authentication'] },
);

/**
 * Who may make a request. What no route knows is answered 404 to anybody; a route that does not say
 * who may call it is for administrators only.
 */
function accessOf({ routeOptions, is404 }: FastifyRequest, open: readonly string[]): Access {
  const { config, url } = routeOptions;
  if (config.access !== undefined) return config.access;
  return is404 || (url !== undefined && open.includes(url)) ? 'public' : 'inventory:admin';
}
