import type { Access } from '@stockroom/client/contract';
import type { FastifyInstance } from 'fastify';

/** Declares the access of every route in a scope, for plugins that do not declare it themselves. */
export function setAccess(scope: FastifyInstance, access: Access): void {
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, access };
  });
}
