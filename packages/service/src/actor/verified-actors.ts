import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { actorHeader } from './actor-signer.ts';
import type { ActorVerifier } from './actor-verifier.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request, as the gateway has authenticated it; set by `verifiedActors`. */
    actor: string;
  }
}

/**
 * Lets only requests in that come through the gateway, to every route of the scope that it is
 * registered in, and sets `request.actor`.
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
