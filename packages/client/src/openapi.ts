import type { TSchema } from 'typebox';
import type { Operation } from './contract/operation.ts';
import { operations } from './contract/operations.ts';
import { type Access, scopes } from './contract/routes.ts';
import { type StreamedRead, streams } from './contract/streams.ts';

/** The parts of an OpenAPI 3.1 document that this module writes. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Record<string, unknown>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

/** Writes the OpenAPI document of the inventory API from the same schemas that validate it. */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, {
      [operation.method.toLowerCase()]: describe(name, operation),
    });
  }
  for (const [name, stream] of Object.entries<StreamedRead>(streams)) {
    paths[stream.path] = { get: describeStream(name, stream) };
  }
  const tags = new Set(Object.values<Operation>(operations).map(({ tag }) => tag));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Stockroom inventory API',
      version,
      description:
        'Items, locations, stock and its ledger. Every change of stock is a movement; levels are their sum.',
    },
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: { schemas: { Problem: problemSchema }, securitySchemes },
  };
}

function describe(operationId: string, operation: Operation): unknown {
  const { success } = operation;
  return {
    operationId,
    summary: operation.summary,
    tags: [operation.tag],
    parameters: [
      ...parameters('path', operation.params),
      ...parameters('query', operation.query),
      ...parameters('header', operation.headers),
    ],
    ...requestBody(operation),
    ...security(operation.access),
    responses: {
      [success.status]: {
        description: 'Done',
        content: { 'application/json': { schema: success.schema } },
      },
      ...Object.fromEntries(
        [400, ...refusals(operation.access), ...operation.problems, 'default'].map((status) => [
          status,
          problemResponse,
        ]),
      ),
    },
  };
}

/** The ways to say who calls. OpenAPI 3.1 lets each of them name the scopes that are needed. */
const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: `An access token of the issuer that Stockroom is set up for, with a scope: ${scopes.join(', ')}. Each includes those before it`,
  },
  apiKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'A key for a machine, made by "pnpm run keys create"',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'stockroom-session',
    description:
      'Somebody who signed in at /sign-in, in a browser. Over HTTPS its name begins with "__Host-"',
  },
};

/** Any one of the ways will do. */
const security = (access: Access): object =>
  access === 'public'
    ? { security: [] }
    : { security: Object.keys(securitySchemes).map((name) => ({ [name]: [access] })) };

const refusals = (access: Access): number[] => (access === 'public' ? [] : [401, 403]);

const problemResponse = {
  description: 'What was wrong and what to do, as RFC 9457 problem details',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function describeStream(operationId: string, stream: StreamedRead): unknown {
  const { status, description, types } = stream.success;
  return {
    operationId,
    summary: stream.summary,
    tags: [stream.tag],
    parameters: [...parameters('query', stream.query), ...parameters('header', stream.headers)],
    ...security(stream.access),
    responses: {
      [status]: { description, content: contentOf(types, { type: 'string' }) },
      ...Object.fromEntries(
        [400, ...refusals(stream.access), 'default'].map((status) => [status, problemResponse]),
      ),
    },
  };
}

function requestBody(operation: Operation): object {
  const { body, upload } = operation;
  if (upload) return { requestBody: { required: true, content: contentOf(upload, file) } };
  if (!body) return {};
  return { requestBody: { required: true, content: contentOf(bodyTypes(operation), body) } };
}

const file = { type: 'string', description: 'A file of any length, in UTF-8' };

const contentOf = (types: readonly string[], schema: object) =>
  Object.fromEntries(types.map((type) => [type, { schema }]));

/** Plain JSON is understood everywhere, beside the more exact type that an operation names. */
const bodyTypes = ({ bodyType }: Operation): string[] =>
  bodyType ? [bodyType, 'application/json'] : ['application/json'];

function parameters(place: 'path' | 'query' | 'header', schema: TSchema | undefined): unknown[] {
  if (!schema) return [];
  const { properties, required = [] } = schema as {
    properties?: object;
    required?: readonly string[];
  };
  return Object.entries((properties ?? {}) as Record<string, { description?: string }>).map(
    ([name, property]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(property.description && { description: property.description }),
      schema: property,
    }),
  );
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:stockroom:problem:unknown-sku'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: "The request's id, to find it in the logs" },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
