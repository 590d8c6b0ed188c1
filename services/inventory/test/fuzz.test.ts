import { type Operation, operations } from '@stockroom/client/contract';
import { openApiDocument } from '@stockroom/client/openapi';
import { createService } from '@stockroom/service';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inventory } from '../src/app.ts';
import { manifest } from '../src/manifest.ts';
import { memoryStore } from './fixtures/embedded-store.ts';
import { mostlyFrom } from './fixtures/from-schema.ts';
import { booking } from './fixtures/unique.ts';

/** All of them where nothing may be left out, fewer while somebody waits for the answer. */
const requests = process.env.STOCKROOM_REQUIRE_ALL ? 10_000 : 500;

const ajv = addFormats.default(new Ajv({ strict: false }));
const { schemas } = openApiDocument('test').components as { schemas: { Problem: object } };
const isProblem = ajv.compile(schemas.Problem);
const isAnswer = new Map(
  Object.values<Operation>(operations).map(({ success }) => [success, ajv.compile(success.schema)]),
);

/** Refused before an operation is asked: not valid, no such path, too large, too long, no JSON. */
const ofTheTransport = [400, 404, 413, 414, 415];

let service: Awaited<ReturnType<typeof createService>>;
const causes: unknown[] = [];

beforeAll(async () => {
  service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
  const store = await memoryStore();
  service.addHook('onClose', () => store.close());
  // What the requests name, so that not all of them ask for what is not there.
  for (const code of ['MAIN', 'SHOP']) await store.createLocation({ code, name: code });
  for (const sku of ['A', 'B', 'C-1']) {
    await store.createItem({ sku, name: sku });
    await store.receive({ sku, location: 'MAIN', quantity: 1_000 }, booking());
  }
  service.addHook('onError', async (_request, _reply, error) => {
    causes.push(error.cause ?? error);
  });
  await service.register(inventory(store));
});
afterAll(() => service.close());

/** A request for an operation, made of its own schemas. */
const requestFor = ([name, operation]: [string, Operation]) =>
  fc
    .record({
      params: mostlyFrom(operation.params ?? { type: 'object' }),
      query: mostlyFrom(operation.query ?? { type: 'object' }),
      headers: mostlyFrom(operation.headers ?? { type: 'object' }),
      body: operation.body ? mostlyFrom(operation.body) : fc.constant(undefined),
    })
    .map(({ params, query, headers, body }) => ({
      name,
      method: operation.method,
      url: operation.path.replace(/\{(\w+)\}/g, (_, name) =>
        encodeURIComponent(wellFormed(fieldsOf(params)[name])),
      ),
      query: Object.fromEntries(
        Object.entries(fieldsOf(query)).map(([name, value]) => [name, wellFormed(value)]),
      ),
      headers: {
        ...Object.fromEntries(
          Object.entries(fieldsOf(headers)).map(([name, value]) => [name, headerOf(value)]),
        ),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    }));

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
const wellFormed = (value: unknown) =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
const headerOf = (value: unknown) => wellFormed(value).replace(/[^\x20-\x7e]/g, '') || 'empty';

test(`${requests} requests of all kinds are answered as the contract says, none with a 5xx`, {
  timeout: 600_000,
}, async () => {
  const seen = new Map<string, Set<number>>();
  const anyRequest = fc.oneof(...Object.entries<Operation>(operations).map(requestFor));
  await fc.assert(
    fc.asyncProperty(anyRequest, async ({ name, method, url, query, headers, body }) => {
      const operation: Operation = operations[name as keyof typeof operations];
      const answer = await service.inject({
        method,
        url,
        query,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      });
      const { statusCode } = answer;
      const statuses = seen.get(operation.path) ?? new Set();
      seen.set(operation.path, statuses.add(statusCode));
      expect(statusCode, String(causes.at(-1))).toBeLessThan(500);
      if (statusCode < 400) {
        expect(statusCode).toBe(operation.success.status);
        const matches = isAnswer.get(operation.success);
        expect(matches?.(answer.json()), JSON.stringify(matches?.errors)).toBe(true);
      } else {
        expect(answer.headers['content-type']).toBe('application/problem+json');
        expect(isProblem(answer.json()), answer.body).toBe(true);
        expect([...ofTheTransport, ...operation.problems]).toContain(statusCode);
      }
    }),
    { numRuns: requests },
  );
  // It would prove nothing if everything were refused at the door.
  expect(
    [...seen.values()].filter((statuses) => [...statuses].some((status) => status < 400)).length,
  ).toBeGreaterThan(4);
});
