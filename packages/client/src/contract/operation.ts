import type { Static, TSchema } from 'typebox';
import type { Route } from './routes.ts';

/**
 * One operation of the API. The service validates and serializes with these schemas, OpenAPI is
 * written from them, and the client's types are taken from them: there is no second description.
 */
export interface Operation extends Route {
  /** One line for people. */
  readonly summary: string;
  /** Heading in the documentation. */
  readonly tag: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  readonly body?: TSchema;
  /** Media type of the body; `application/json` unless said otherwise. */
  readonly bodyType?: string;
  /** Largest body in bytes; 64 KiB without it. */
  readonly bodyLimit?: number;
  /** Status and schema of the answer when all goes well. */
  readonly success: { readonly status: 200 | 201 | 202 | 204; readonly schema: TSchema };
  /** Statuses of the problems that a caller should expect, beside 400 and 500. */
  readonly problems: readonly number[];
}

/** Keeps an operation's literal types, from which the client's types are made. */
export const defineOperation = <const Definition extends Operation>(
  definition: Definition,
): Definition => definition;

/** What an operation answers when all goes well. */
export type ResponseOf<O extends Operation> = Static<O['success']['schema']>;
