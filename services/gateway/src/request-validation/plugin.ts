import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { allowedMethods } from './allowed-methods.ts';
import { ambiguousRequests } from './ambiguous-requests.ts';

/** Settings of the request validation. */
export interface RequestValidationOptions {
  /** Routes that were added before this plugin. */
  readonly earlierPaths: readonly string[];
}

/** Rejects ambiguous requests, and methods that a path does not support. */
export const requestValidation = plugin(
  async (app: FastifyInstance, { earlierPaths }: RequestValidationOptions) => {
    await app.register(ambiguousRequests);
    await app.register(allowedMethods, { earlierPaths });
  },
  { name: 'request-validation' },
);
