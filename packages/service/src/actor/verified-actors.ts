import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { actorHeader } from '../project.ts';
import type { ActorVerifier } from './actor-verifier.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller, as authenticated by the gateway. Set by `verifiedActors`. */
    actor: string;
  }
}

/**
 * Accepts only requests that come through the gateway, on every route of the scope in which it is
 * registered, and sets `request.actor`.
 */
export const verifiedActors = plugin(
  async (app: FastifyInstance, { verifier }: { verifier: ActorVerifier }) => {
    app.decorateRequest('actor', '');
    app.addHook('onRequest', async (request) => {
      request.actor = await verifier.actorOf(request.headers[actorHeader]);
    });
  },
  { name: 'verified-actors' },
);
