import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { operations, routes, streams } from '../src/contract/index.ts';
import { openApiDocument } from '../src/openapi.ts';

// As it goes over the wire: what JSON does not carry is not part of the document.
const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3')));

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('holds every operation of the contract, by its name', () => {
    const written = Object.values(document.paths).flatMap((path) =>
      Object.values(path as Record<string, { operationId: string }>),
    );
    expect(written.map(({ operationId }) => operationId).sort()).toEqual(
      [...Object.keys(streams), ...Object.keys(operations)].sort(),
    );
  });

  test('says what a body is sent as', () => {
    const { content } = document.paths['/api/v1/items/{sku}'].patch.requestBody;
    expect(Object.keys(content)).toEqual(['application/merge-patch+json', 'application/json']);
  });

  test('asks for the idempotency key where stock changes', () => {
    expect(document.paths['/api/v1/receipts'].post.parameters).toEqual([
      expect.objectContaining({ name: 'idempotency-key', in: 'header', required: true }),
    ]);
  });

  test('says for every operation who may call it, and how it is refused to others', () => {
    for (const [name, { method, path, access }] of Object.entries({ ...operations, ...streams })) {
      const { security, responses } = document.paths[path][method.toLowerCase()];
      expect(security, name).toEqual([
        { accessToken: [access] },
        { apiKey: [access] },
        { session: [access] },
      ]);
      expect(Object.keys(responses), name).toEqual(expect.arrayContaining(['401', '403']));
    }
  });
});

describe('the contract', () => {
  test('lets nobody in without a scope: reads need read, changes write, locations admin', () => {
    const needed = Object.entries({ ...routes, ...streams }).map(([name, { method, access }]) => {
      const expected = name === 'createLocation' ? 'admin' : method === 'GET' ? 'read' : 'write';
      return { name, access, expected: `inventory:${expected}` };
    });
    expect(needed.filter(({ access, expected }) => access !== expected)).toEqual([]);
  });

  test('has a route for every operation, and no other', () => {
    expect(Object.keys(operations)).toEqual(Object.keys(routes));
  });

  test('gives no two operations the same method and path', () => {
    const places = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('describes every parameter of a path', () => {
    for (const { path, ...operation } of Object.values(operations)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = 'params' in operation ? Object.keys(operation.params.properties) : [];
      expect(described, path).toEqual(inPath);
    }
  });
});
