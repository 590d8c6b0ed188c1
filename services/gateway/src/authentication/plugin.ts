import { Problem } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { Caller } from '../callers/caller.ts';
import { type Authenticators, authenticate } from './authenticators.ts';
import { VerifiedCredentials } from './verified-credentials.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The authenticated caller; undefined on public routes and before authentication. */
    caller: Caller | undefined;
    /** Why the request could not be authenticated. */
    authenticationError: Problem | undefined;
  }
}

/** Longest caller in a log line: the issuer decides how long its subjects are. */
const maxLoggedCallerLength = 256;

/**
 * Authenticates requests to routes that are not public. Rejects none: authorization does, after the
 * request was counted.
 *
 * Failures count against the caller's address. If the address has exhausted its rate limit, no new
 * credentials are checked, because a check costs more than a rejection.
 */
export const authentication = plugin(
  async (app: FastifyInstance, { authenticators }: { authenticators: Authenticators }) => {
    app.decorateRequest('caller', undefined);
    app.decorateRequest('authenticationError', undefined);
    const verified = new VerifiedCredentials();
    app.addHook('onRequest', async (request, reply) => {
      if (app.requiredAccess(request) === 'public') return;
      const exhausted = await app.exhaustedLimit(request);
      if (exhausted && !verified.has(request)) {
        request.authenticationError = exhausted;
        return;
      }
      try {
        request.caller = await authenticate(request, authenticators);
        verified.add(request);
        const { kind, id } = request.caller;
        const caller = `${kind}:${id}`.slice(0, maxLoggedCallerLength);
        request.log = reply.log = request.log.child({ caller });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.status < 500) verified.delete(request);
        request.authenticationError = error;
      }
    });
    app.addHook('onSend', async (request, reply) => {
      // A cache must not serve one caller's response to another.
      if (request.caller && !reply.hasHeader('cache-control')) {
        reply.header('cache-control', 'private, no-cache');
      }
    });
  },
  { name: 'authentication', dependencies: ['route-access', 'rate-limiting'] },
);
