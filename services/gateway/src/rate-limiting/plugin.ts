import rateLimit from '@fastify/rate-limit';
import { Problem } from '@stockroom/service';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { rateLimitKey } from './rate-limit-key.ts';

/** Maximum number of callers with a counter; beyond it the least active are dropped. */
const maxCallers = 20_000;

/** The rate limit of one caller at one gateway task. */
export interface RateLimitOptions {
  /** Requests per minute; 0 for no limit. */
  readonly perMinute: number;
  /** Paths without a limit for GET and HEAD, compared exactly: load balancers poll them. */
  readonly exemptPaths: readonly string[];
}

declare module 'fastify' {
  interface FastifyInstance {
    /**
     * The error response if this request's caller has no requests left in this minute, otherwise
     * undefined. Does not count the request.
     */
    exhaustedLimit(request: FastifyRequest): Promise<Problem | undefined>;
    /** Counts a request; undefined without a limit. */
    countRequest: ReturnType<FastifyInstance['rateLimit']> | undefined;
  }
}

/** Keeps the counters of all callers, for authentication and {@link requestCounting}. */
export const rateLimiting = plugin(
  async (app: FastifyInstance, { perMinute, exemptPaths }: RateLimitOptions) => {
    if (perMinute === 0) {
      app.decorate('exhaustedLimit', async () => undefined);
      app.decorate('countRequest', undefined);
      return;
    }
    await app.register(rateLimit, {
      global: false,
      max: perMinute,
      timeWindow: 60_000,
      cache: maxCallers,
      enableDraftSpec: true,
      keyGenerator: rateLimitKey,
      allowList: ({ method, url }) =>
        (method === 'GET' || method === 'HEAD') && exemptPaths.includes(url),
      errorResponseBuilder: (_request, { max, ttl }) => tooManyRequests(max, ttl),
    });
    const peek = app.createRateLimit();
    app.decorate('exhaustedLimit', async (request: FastifyRequest) => {
      const limit = await peek(request, { increment: false });
      if (limit.isAllowed || limit.remaining > 0) return undefined;
      return tooManyRequests(limit.max, limit.ttl);
    });
    app.decorate('countRequest', app.rateLimit());
  },
  { name: 'rate-limiting' },
);

/**
 * Counts every request, and reports with every response how many are left. Register it right after
 * authentication, which determines the caller, and before every check: a rejected request costs as
 * much as a served one.
 */
export const requestCounting = plugin(
  async (app: FastifyInstance) => {
    if (app.countRequest) app.addHook('onRequest', app.countRequest);
  },
  { name: 'request-counting', dependencies: ['rate-limiting', 'authentication'] },
);

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
