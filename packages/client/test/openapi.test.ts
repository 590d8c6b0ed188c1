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

  test('says how large a body may be', () => {
    expect(document.paths['/api/v1/items'].post.requestBody.description).toBe('At most 512 KiB');
    expect(document.paths['/api/v1/receipts'].post.requestBody.description).toBe('At most 64 KiB');
  });

  test('asks for the idempotency key where stock changes', () => {
    expect(document.paths['/api/v1/receipts'].post.parameters).toEqual([
      expect.objectContaining({ name: 'idempotency-key', in: 'header', required: true }),
    ]);
  });

  test('lists the security schemes of every operation, and the errors of callers without them', () => {
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

  test('describes every response by its status, and errors by reference', () => {
    for (const [name, { method, path, success }] of Object.entries({ ...operations, ...streams })) {
      const { responses } = document.paths[path][method.toLowerCase()];
      const { [success.status]: done, ...errors } = responses;
      expect(done, name).toMatchObject({ description: expect.any(String), content: {} });
      expect(responses, name).not.toHaveProperty('default');
      for (const [status, { $ref }] of Object.entries<{ $ref: string }>(errors)) {
        const [, key] = /^#\/components\/responses\/(\w+)$/.exec($ref) ?? [];
        const { content } = document.components.responses[key ?? ''];
        expect(Object.keys(content), `${name} ${status}`).toEqual(['application/problem+json']);
      }
    }
  });

  test.each([
    ['/api/v1/items', 'get', [400, 401, 403, 408, 429, 431, 500, 503, 504]],
    ['/api/v1/items/{sku}', 'get', [400, 401, 403, 404, 408, 414, 429, 431, 500, 503, 504]],
    ['/api/v1/items', 'post', [400, 401, 403, 408, 409, 413, 415, 429, 431, 500, 503, 504]],
  ])('lists the errors of %s %s', (path, method, expected) => {
    const statuses = Object.keys(document.paths[path][method].responses).map(Number);
    expect(statuses.filter((status) => status >= 400)).toEqual(expected);
  });

  test('describes 405 once, as it belongs to no operation that exists', () => {
    const { MethodNotAllowed } = document.components.responses;
    expect(MethodNotAllowed.headers).toHaveProperty('Allow');
    expect(document.info.description).toContain('405');
  });

  test('says which headers a response has', () => {
    const { responses } = document.paths['/api/v1/items'].post;
    expect(Object.keys(responses[201].headers)).toEqual(
      expect.arrayContaining(['ETag', 'Location', 'x-request-id']),
    );
    const { TooManyRequests, ServiceUnavailable } = document.components.responses;
    expect(TooManyRequests.headers).toHaveProperty('Retry-After');
    expect(ServiceUnavailable.headers).toHaveProperty('Retry-After');
  });

  test('refers to nothing that is not there, and names no object that nothing refers to', () => {
    const references = new Set(
      [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(
        ([, place]) => place,
      ),
    );
    const { schemas, headers, responses } = document.components;
    const there = Object.entries({ schemas, headers, responses }).flatMap(([kind, components]) =>
      Object.keys(components).map((name) => `${kind}/${name}`),
    );
    expect([...references].sort()).toEqual(
      there.filter((place) => place !== 'responses/MethodNotAllowed').sort(),
    );
  });

  test('gives every choice among texts its type, and has no keywords of our own', () => {
    const schemas = everythingIn(document).filter((value) => 'enum' in value);
    expect(schemas.length).toBeGreaterThan(0);
    expect(schemas.filter(({ type }) => type !== 'string')).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('patternMessage');
  });
});

describe('every pattern of the OpenAPI document', () => {
  const patterns = everythingIn(document).flatMap(({ pattern, patternProperties }) => [
    ...(typeof pattern === 'string' ? [pattern] : []),
    ...Object.keys(patternProperties ?? {}),
  ]);

  test('is found', () => expect(patterns).toContain('^[A-Z]{3}$'));

  test.each([...new Set(patterns)])('%s is one in JavaScript, Python and RE2 alike', (pattern) => {
    expect(() => new RegExp(pattern, 'u')).not.toThrow();
    expect(pattern).not.toMatch(/[^\x20-\x7e]/);
    for (const [construct, name] of notPortable) expect(pattern, name).not.toMatch(construct);
  });

  test.each([
    'a(?=b)',
    '(?<!a)b',
    '(?<name>a)',
    '(a)\\1',
    '\\u0000',
    '\\u{1f600}',
    '\\p{L}',
    '\\d',
    '\\cA',
    'a++',
    'a{1001}',
  ])('unlike %s', (pattern) => {
    expect(notPortable.some(([construct]) => construct.test(pattern))).toBe(true);
  });
});

/** What one of JavaScript, Python's `re` and RE2 lacks or reads differently. */
const notPortable: readonly (readonly [construct: RegExp, name: string])[] = [
  [/\(\?(?!:)/, 'lookaround, names and flags of groups'],
  // Letters and digits of all scripts in one, of ASCII in another. RE2 has no \u and no backreferences.
  [/\\(?!x[0-9a-f]{2})[A-Za-z0-9]/i, 'escapes but for \\x00 and signs'],
  [/[*+?}]\+/, 'possessive quantifiers'],
  // RE2 repeats nothing more often.
  [/\{(?:\d+,)?\d{4,}\}/, 'more than 1000 repetitions'],
];

/** Every object in a document, at any depth. */
function everythingIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.values(value).flatMap(everythingIn);
  return Array.isArray(value) ? within : [value as Record<string, unknown>, ...within];
}

describe('the contract', () => {
  test('requires a scope for every operation: reads need read, changes write, locations admin', () => {
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
