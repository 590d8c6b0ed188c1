import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';

/** Callers that are remembered; beyond that the least active are forgotten. */
const rememberedCallers = 20_000;

/** How much one caller may ask of one gateway task. */
export interface RateLimitOptions {
  /** Requests per minute; 0 for no limit. */
  readonly perMinute: number;
  /** Paths without a limit, for GET and HEAD exactly as they are here: load balancers ask them. */
  readonly except: readonly string[];
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The problem to respond with if this request's account has no requests left in this minute,
     * undefined if it has some. Does not count the request.
     */
    exhaustedLimit(request: FastifyRequest): Promise<Problem | undefined>;
    /** Counts a request; undefined without a limit. */
    countRequest: ReturnType<FastifyInstance['rateLimit']> | undefined;
  }
}

/** Keeps the accounts of all callers; {@link requestCounting} and authentication ask them. */
export const rateLimits = plugin(
  async (app: FastifyInstance, { perMinute, except }: RateLimitOptions) => {
    if (perMinute === 0) {
      app.decorate('exhaustedLimit', async () => undefined);
      app.decorate('countRequest', undefined);
      return;
    }
    await app.register(rateLimit, {
      global: false,
      max: perMinute,
      timeWindow: 60_000,
      cache: rememberedCallers,
      enableDraftSpec: true,
      keyGenerator: accountOf,
      allowList: ({ method, url }) =>
        (method === 'GET' || method === 'HEAD') && except.includes(url),
      errorResponseBuilder: (_request, { max, ttl }) => tooManyRequests(max, ttl),
    });
    const look = app.createRateLimit();
    app.decorate('exhaustedLimit', async (request: FastifyRequest) => {
      const account = await look(request, { increment: false });
      if (account.isAllowed || account.remaining > 0) return undefined;
      return tooManyRequests(account.max, account.ttl);
    });
    app.decorate('countRequest', app.rateLimit());
  },
  { name: 'rate-limits' },
);

/**
 * Counts every request and says with every response how many are left. Comes right after
 * authentication, which says whose account it is, and before anything else is looked at: what is
 * refused costs as much as what is served.
 */
export const requestCounting = plugin(
  async (app: FastifyInstance) => {
    if (app.countRequest) app.addHook('onRequest', app.countRequest);
  },
  { name: 'request-counting', dependencies: ['rate-limits', 'authentication'] },
);

/**
 * Whose requests are counted together: a known caller's, wherever they come from, and all others of
 * an address, failed attempts to be known among them.
 */
export const accountOf = (request: FastifyRequest): string =>
  request.caller ? `${request.caller.kind}:${request.caller.id}` : address(request);

/** An IPv6 caller has a whole network of addresses to itself, which count as one. */
const address = (request: FastifyRequest): string => normalizeIP(request.ip, 64);

const tooManyRequests = (max: number, milliseconds: number) => {
  const seconds = Math.ceil(milliseconds / 1000);
  return new Problem(
    429,
    'too-many-requests',
    'Too many requests',
    `More than ${max} requests within a minute. Try again in ${seconds} s.`,
    { headers: { 'retry-after': String(seconds) } },
  );
};
