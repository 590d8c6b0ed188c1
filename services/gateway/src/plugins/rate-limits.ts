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
  /** Paths without a limit: load balancers ask them. */
  readonly except: readonly string[];
}

/** Limits the requests of each caller, and says with every answer how many are left. */
export const rateLimits = plugin(
  async (app: FastifyInstance, { perMinute, except }: RateLimitOptions) => {
    if (perMinute === 0) return;
    await app.register(rateLimit, {
      global: false,
      max: perMinute,
      timeWindow: 60_000,
      cache: rememberedCallers,
      enableDraftSpec: true,
      keyGenerator: accountOf,
      allowList: (request) => except.includes(request.url),
      errorResponseBuilder: (_request, { max, ttl }) =>
        new Problem(
          429,
          'too-many-requests',
          'Too many requests',
          `More than ${max} requests within a minute. Try again in ${Math.ceil(ttl / 1000)} s.`,
        ),
    });
    // For every request, also those that no route knows.
    app.addHook('onRequest', app.rateLimit());
  },
  { name: 'rate-limits' },
);

/**
 * Whose requests are counted together: a known caller's, wherever they come from, and all others of
 * an address, failed attempts to be known among them.
 */
export const accountOf = (request: FastifyRequest): string =>
  request.caller ? `${request.caller.kind}:${request.caller.id}` : address(request);

/** An IPv6 caller has a whole network of addresses to itself, which count as one. */
const address = (request: FastifyRequest): string => normalizeIP(request.ip, 64);
