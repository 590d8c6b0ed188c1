import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { permits } from '../callers/caller.ts';
import { insufficientScope, notSignedIn } from '../callers/errors.ts';

/** Rejects requests without valid credentials (401) or without the required scope (403). */
export const authorization = plugin(
  async (app: FastifyInstance) => {
    app.addHook('onRequest', async (request) => {
      const required = app.requiredAccess(request);
      if (required === 'public') return;
      const { caller, authenticationError } = request;
      if (!caller) {
        throw authenticationError ?? notSignedIn('This request requires authentication.');
      }
      if (!permits(caller.scopes, required)) throw insufficientScope(required, caller.scopes);
    });
  },
  { name: 'authorization', dependencies: ['route-access', 'authentication'] },
);
