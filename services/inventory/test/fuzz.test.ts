import { openApiDocument } from '@stockroom/client/openapi';
import { createService } from '@stockroom/service';
import { describeWith } from '@stockroom/testing';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { inventory } from '../src/app.ts';
import { manifest } from '../src/manifest.ts';
import { openMongo } from '../src/stores/mongodb/mongo-database.ts';
import { mongoStore } from '../src/stores/mongodb/mongo-store.ts';
import type { StockStore } from '../src/stores/stock-store.ts';
import { unsigned } from './fixtures/api.ts';
import { memoryStore } from './fixtures/embedded-store.ts';
import { mostlyFrom, resolved, type Schema } from './fixtures/from-schema.ts';
import { context, unique } from './fixtures/unique.ts';
import { mongodb, startMongodb, startTimeout } from './mongodb-server/engine.ts';

/** All of them in complete runs, fewer in interactive ones. */
const requests = process.env.STOCKROOM_REQUIRE_ALL ? 10_000 : 300;

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** An operation as the OpenAPI document describes it. */
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

const { paths } = resolved(openApiDocument('test'));
const operations = Object.entries(paths)
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase() as 'GET',
      ...(operation as Operation),
    })),
  )
  // The endless stream has separate tests.
  .filter(({ responses }) => responses[200]?.content?.['text/event-stream'] === undefined);

type Described = (typeof operations)[number];

const formats = { 'well-formed-text': (text: string) => text.isWellFormed() };
const ajv = addFormats.default(new Ajv({ strict: false, formats }));
const compiled = new Map<Schema, ValidateFunction>();

/** Why the document does not allow a response; undefined if it does. */
function violationOf(operation: Described, status: number, type: string, body: string) {
  const response = operation.responses[status];
  if (!response) return `a status that is not documented: ${status}`;
  const described = response.content?.[type];
  if (!described) return `not documented as ${type}`;
  if (!isJson(type)) return undefined;
  const validate = compiled.get(described.schema) ?? ajv.compile(described.schema);
  compiled.set(described.schema, validate);
  return validate(JSON.parse(body)) ? undefined : JSON.stringify(validate.errors);
}

const isJson = (type: string): boolean => /[/+]json$/.test(type);

/** Requests of an operation, generated from its description in the document. */
const requestFor = (operation: Described) =>
  fc
    .record({
      path: parametersIn(operation, 'path'),
      query: parametersIn(operation, 'query'),
      header: parametersIn(operation, 'header'),
      body: bodyOf(operation),
    })
    .map(({ path, query, header, body }) => ({
      operation,
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, (_, name) =>
        encodeURIComponent(wellFormed(path[name])),
      ),
      query: mapped(query, wellFormed),
      headers: { ...mapped(header, headerOf), ...(body && { 'content-type': body.type }) },
      body: body?.text,
    }));

function parametersIn(
  { parameters }: Described,
  place: 'path' | 'query' | 'header',
): fc.Arbitrary<Record<string, unknown>> {
  const here = parameters.filter((parameter) => parameter.in === place);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  };
  return mostlyFrom(schema).map((value) =>
    typeof value === 'object' && value !== null ? { ...value } : {},
  );
}

const bodyOf = ({ requestBody }: Described) =>
  requestBody
    ? fc.oneof(
        ...Object.entries(requestBody.content).map(([type, { schema }]) =>
          mostlyFrom(schema).map((value) => ({
            type,
            text: isJson(type) ? JSON.stringify(value) : wellFormed(value),
          })),
        ),
      )
    : fc.constant(undefined);

const mapped = (values: Record<string, unknown>, as: (value: unknown) => string) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, as(value)]));
const wellFormed = (value: unknown): string =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
const headerOf = (value: unknown): string =>
  wellFormed(value).replace(/[^\x20-\x7e]/g, '') || 'empty';

/** Sends requests of all kinds to the API on a store, which it closes. */
async function expectDocumentedAnswers(store: StockStore): Promise<void> {
  const service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
  onTestFinished(() => service.close());
  service.addHook('onClose', () => store.close());
  // Items and locations that the requests name, so that some of them exist.
  for (const code of ['MAIN', 'SHOP']) await store.createLocation({ code, name: code });
  for (const sku of ['A', 'B', 'C-1']) {
    await store.createItem({ sku, name: sku });
    await store.receive({ sku, location: 'MAIN', quantity: 1_000 }, context());
  }
  const causes: unknown[] = [];
  service.addHook('onError', async (_request, _reply, error) => {
    causes.push(error.cause ?? error);
  });
  await service.register(inventory(store, unsigned));

  const done = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(...operations.map(requestFor)),
      async ({ operation, method, url, query, headers, body }) => {
        const response = await service.inject({
          method,
          url,
          query,
          headers,
          ...(body === undefined ? {} : { payload: body }),
        });
        const { statusCode } = response;
        expect(statusCode, String(causes.at(-1))).toBeLessThan(500);
        const [type = ''] = String(response.headers['content-type']).split(';');
        expect(
          violationOf(operation, statusCode, type, response.body),
          response.body,
        ).toBeUndefined();
        if (statusCode < 400) done.add(operation.operationId);
      },
    ),
    { numRuns: requests },
  );
  // The test would prove nothing if validation rejected every request.
  expect(done.size).toBeGreaterThan(operations.length / 3);
}

describe(`${requests} requests of all kinds get responses that the OpenAPI document allows`, () => {
  test('from PGlite', { timeout: 600_000 }, async () => {
    await expectDocumentedAnswers(await memoryStore());
  });

  describeWith([mongodb], 'by MongoDB', () => {
    test('from MongoDB', { timeout: startTimeout }, async () => {
      const server = await startMongodb();
      onTestFinished(server.stop);
      const database = await openMongo({ url: server.url, database: unique('fuzz'), tls: false });
      await expectDocumentedAnswers(mongoStore(database));
    });
  });
});
