import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Service } from './create-service.ts';

/** The parts of an operation that a service needs to serve it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces. */
  readonly path: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  readonly body?: TSchema;
  /** Largest body in bytes. Default 64 KiB. */
  readonly bodyLimit?: number;
  readonly success: { readonly status: number; readonly schema: TSchema };
}

type Part<O, Key extends string> = O extends { readonly [K in Key]: infer S extends TSchema }
  ? Static<S>
  : unknown;

/** Computes an operation's response from a validated request. */
export type Handler<O extends Operation> = (
  request: FastifyRequest<{
    Params: Part<O, 'params'>;
    Querystring: Part<O, 'query'>;
    Headers: Part<O, 'headers'>;
    Body: Part<O, 'body'>;
  }>,
  reply: FastifyReply,
) => Promise<Static<O['success']['schema']>>;

/**
 * Serves one operation of a contract. Its schemas validate the request and serialize the response,
 * and the handler's types come from them, so that a service cannot drift from its contract.
 */
export function implement<O extends Operation>(
  service: Pick<Service, 'route'>,
  operation: O,
  handler: Handler<O>,
): void {
  service.route({
    method: operation.method,
    url: operation.path.replace(/\{(\w+)\}/g, ':$1'),
    ...(operation.bodyLimit !== undefined && { bodyLimit: operation.bodyLimit }),
    schema: {
      ...(operation.params && { params: operation.params }),
      ...(operation.query && { querystring: operation.query }),
      ...(operation.headers && { headers: operation.headers }),
      ...(operation.body && { body: operation.body }),
      response: { [operation.success.status]: operation.success.schema },
    },
    handler: async (request, reply) => {
      reply.code(operation.success.status);
      return handler(request as Parameters<Handler<O>>[0], reply);
    },
  });
}
