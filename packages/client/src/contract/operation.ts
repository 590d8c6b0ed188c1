import type { Static, TSchema } from 'typebox';
import type { ErrorStatus, ResponseHeader } from './responses.ts';
import type { Route } from './routes.ts';

/**
 * One operation of the API. The service validates and serializes with these schemas, and OpenAPI and
 * the client's types are derived from them: there is no second description.
 */
export interface Operation extends Route {
  /** One line for the documentation. */
  readonly summary: string;
  /** Heading in the documentation. */
  readonly tag: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly headers?: TSchema;
  readonly body?: TSchema;
  /** Media type of the body. Default `application/json`. */
  readonly bodyType?: string;
  /** Largest body in bytes. Default `defaultBodyLimit`. */
  readonly bodyLimit?: number;
  /** Status and schema of a successful response. */
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly schema: TSchema;
    /** Headers in addition to those that every response has. */
    readonly headers?: readonly ResponseHeader[];
  };
  /** Statuses of the problems that only this operation has (see responses.ts for the others). */
  readonly problems: readonly ErrorStatus[];
}

/** Default maximum body of an operation, in bytes. */
export const defaultBodyLimit = 64 * 1024;

/** Preserves an operation's literal types, from which the client's types are derived. */
export const defineOperation = <const Definition extends Operation>(
  definition: Definition,
): Definition => definition;

/** Body of an operation's successful response. */
export type ResponseOf<O extends Operation> = Static<O['success']['schema']>;
