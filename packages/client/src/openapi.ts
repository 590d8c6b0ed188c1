import type { TSchema } from 'typebox';
import { defaultBodyLimit, type Operation } from './contract/operation.ts';
import { operations } from './contract/operations.ts';
import { errorStatusesOf } from './contract/responses.ts';
import { type Access, scopes } from './contract/routes.ts';
import { type StreamedRead, streams } from './contract/streams.ts';
import {
  errorsOf,
  headerComponents,
  responseComponents,
  successHeaders,
} from './openapi/responses.ts';
import { publish, schemaComponents } from './openapi/schemas.ts';

/** The parts of an OpenAPI 3.1 document that this module writes. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Record<string, unknown>>>;
  readonly components: Readonly<Record<string, unknown>>;
}

const description = [
  'Items, locations, stock and its ledger. Every change of stock is a movement; levels are their sum.',
  'Every error is a problem document (RFC 9457). A method that a path does not have gets 405 with `Allow`, as in the response `MethodNotAllowed`; a path that does not exist gets 404.',
  'Parameters and fields that are not described here are rejected; other headers are ignored. Text of `format: well-formed-text` contains no unpaired surrogates.',
].join('\n\n');

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
      description,
    },
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...schemaComponents, Problem: problemSchema },
      headers: headerComponents,
      responses: responseComponents,
      securitySchemes,
    },
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
        description: success.status === 201 ? 'Created' : 'Done',
        headers: successHeaders(success.headers),
        content: { 'application/json': { schema: publish(success.schema) } },
      },
      ...errorsOf(errorStatusesOf(operation, operation.problems)),
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
      'The session of a person who signed in at /sign-in, in a browser. Over HTTPS its name begins with "__Host-"',
  },
};

/** The alternatives; one is enough. */
const security = (access: Access): object =>
  access === 'public'
    ? { security: [] }
    : { security: Object.keys(securitySchemes).map((name) => ({ [name]: [access] })) };

function describeStream(operationId: string, stream: StreamedRead): unknown {
  const { status, description, types } = stream.success;
  return {
    operationId,
    summary: stream.summary,
    tags: [stream.tag],
    parameters: [...parameters('query', stream.query), ...parameters('header', stream.headers)],
    ...security(stream.access),
    responses: {
      [status]: {
        description,
        headers: successHeaders(),
        content: contentOf(types, { type: 'string' }),
      },
      ...errorsOf(errorStatusesOf(stream)),
    },
  };
}

function requestBody(operation: Operation): object {
  const { body, upload } = operation;
  if (upload) {
    const content = Object.fromEntries(upload.map((type) => [type, files[type]]));
    return { requestBody: { required: true, content } };
  }
  if (!body) return {};
  return {
    requestBody: {
      description: `At most ${(operation.bodyLimit ?? defaultBodyLimit) / 1024} KiB`,
      required: true,
      content: contentOf(bodyTypes(operation), publish(body)),
    },
  };
}

/** What is uploaded, by its media type. */
const files: Readonly<Record<string, object>> = {
  'text/csv': {
    schema: {
      type: 'string',
      description:
        'A file in UTF-8 that begins with a row of column names: those of the export, with openingLocation and openingQuantity. An empty cell leaves the field as it is',
    },
    example: 'sku,name,category,unit\nBOLT-M8-40,Bolt M8 × 40 mm,Fasteners,piece\n',
  },
  'application/x-ndjson': {
    schema: {
      type: 'string',
      description:
        'A file in UTF-8 with one JSON object per line: the fields of an item, with openingStock. A field that is not there stays as it is',
    },
    example: '{"sku":"BOLT-M8-40","name":"Bolt M8 × 40 mm","unit":"piece"}\n',
  },
};

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
      schema: publish(property),
    }),
  );
}

const problemSchema = {
  type: 'object',
  description:
    'RFC 9457 problem details. `type` names the kind for programs; some kinds have members of their own, such as `available` with insufficient stock',
  required: ['type', 'title', 'status', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:stockroom:problem:unknown-sku'] },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What was wrong with this request, and what to do' },
    instance: {
      type: 'string',
      format: 'uri',
      description: "The request's id, to find it in the logs",
    },
    errors: {
      type: 'array',
      description: 'Every violation of the body or the parameters, where that was the problem',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
