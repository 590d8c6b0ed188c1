import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { implement, Problem } from '../src/index.ts';
import { compile } from '../src/validation.ts';
import { quietService } from './fixtures/quiet-service.ts';

const Order = Type.Object(
  {
    sku: Type.String({ pattern: '^[A-Z]+$', description: 'Capital letters' }),
    quantity: Type.Integer({ minimum: 1 }),
    kind: Type.Optional(Type.Enum(['rush', 'normal'])),
  },
  { additionalProperties: false },
);

const placeOrder = {
  method: 'POST',
  path: '/orders',
  query: Type.Object({ dry: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
  body: Order,
  success: { status: 201, schema: Type.Object({ accepted: Type.Boolean() }) },
} as const;

async function orders() {
  const service = await quietService();
  implement(service, placeOrder, async ({ body }) => {
    if (body.sku === 'GONE') {
      throw new Problem(409, 'sold-out', 'Sold out', 'Sold out. Order another item.', {
        extensions: { available: 0 },
        headers: { 'retry-after': '60' },
      });
    }
    if (body.sku === 'BUG') throw new Error('password=hunter2');
    return { accepted: true };
  });
  return (payload: string | object, url = '/orders', contentType = 'application/json') =>
    service.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': contentType, 'x-request-id': 'r-1' },
    });
}

describe('problem details', () => {
  test('report every violation of a body at once, with field and fix', async () => {
    const post = await orders();
    const response = await post({ sku: 'a1', quantity: -1, kind: 'slow', colour: 'red' });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toEqual({
      type: 'urn:stockroom:problem:invalid-request',
      title: 'The body is not valid',
      status: 400,
      detail:
        'colour is not a known field; sku must match ^[A-Z]+$ (Capital letters); quantity must be >= 1; kind must be one of rush, normal',
      instance: 'urn:request:r-1',
      errors: [
        { field: 'colour', message: 'is not a known field' },
        { field: 'sku', message: 'must match ^[A-Z]+$ (Capital letters)' },
        { field: 'quantity', message: 'must be >= 1' },
        { field: 'kind', message: 'must be one of rush, normal' },
      ],
    });
  });

  test('report the violation of the alternative that has the type of the value', () => {
    const code = { type: 'string', pattern: '^[A-Z]+$', patternMessage: 'must be capital letters' };
    const price = {
      type: 'object',
      required: ['amount'],
      properties: { amount: { type: 'integer', minimum: 0 } },
    };
    const check = compile(
      {
        type: 'object',
        properties: {
          code: { anyOf: [code, { type: 'null' }] },
          price: { anyOf: [price, { type: 'null' }] },
          names: {
            type: 'object',
            patternProperties: { '^[a-z]$': { anyOf: [{ type: 'number' }, { type: 'boolean' }] } },
            additionalProperties: false,
            patternMessage: 'must be named by one letter',
          },
        },
      },
      { coerce: false },
    );
    expect(check({ code: null, price: null, names: { a: 1, b: true } })).toEqual([]);
    expect(check({ code: 'a', price: { amount: -1 }, names: { ab: 1 } })).toEqual([
      { field: 'code', message: 'must be capital letters' },
      { field: 'price/amount', message: 'must be >= 0' },
      { field: 'names/ab', message: 'must be named by one letter' },
    ]);
    expect(check({ code: 5, price: {}, names: { a: '1' } })).toEqual([
      { field: 'code', message: 'must be string or null' },
      { field: 'price/amount', message: 'is required' },
      { field: 'names/a', message: 'must be number or boolean' },
    ]);
  });

  test('a number as text is invalid in a body, and valid in the URL', async () => {
    const post = await orders();
    expect((await post({ sku: 'A', quantity: '1' })).statusCode).toBe(400);
    expect((await post({ sku: 'A', quantity: 1 }, '/orders?dry=true')).statusCode).toBe(201);
  });

  test.for([
    ['a body that is no JSON', '{"sku":', 'application/json', 400, 'malformed-json'],
    ['an empty body', '', 'application/json', 400, 'malformed-json'],
    ['a poisoned prototype', '{"__proto__":{}}', 'application/json', 400, 'malformed-json'],
    ['a body of another type', '<sku/>', 'application/xml', 415, 'unsupported-media-type'],
    [
      'a body that is too large',
      `"${'x'.repeat(2 ** 20)}"`,
      'application/json',
      413,
      'body-too-large',
    ],
    ['JSON null', 'null', 'application/json', 400, 'invalid-request'],
  ] as const)('reject %s', async ([, payload, contentType, status, type]) => {
    const post = await orders();
    const response = await post(payload, '/orders', contentType);
    expect(response.json()).toMatchObject({ status, type: `urn:stockroom:problem:${type}` });
    expect(response.statusCode).toBe(status);
  });

  test('have the extensions and headers of the thrown problem', async () => {
    const post = await orders();
    const response = await post({ sku: 'GONE', quantity: 1 });
    expect(response.headers['retry-after']).toBe('60');
    expect(response.json()).toEqual({
      type: 'urn:stockroom:problem:sold-out',
      title: 'Sold out',
      status: 409,
      detail: 'Sold out. Order another item.',
      instance: 'urn:request:r-1',
      available: 0,
    });
  });

  test('contain no internals of an unexpected error', async () => {
    const post = await orders();
    const response = await post({ sku: 'BUG', quantity: 1 });
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('hunter2');
    expect(response.json()).toMatchObject({ type: 'urn:stockroom:problem:internal' });
  });

  test('refer to the list of routes for an unknown route', async () => {
    const service = await quietService();
    const response = await service.inject('/nowhere?secret=1');
    expect(response.json()).toMatchObject({
      status: 404,
      type: 'urn:stockroom:problem:no-such-route',
      detail: 'There is no route GET /nowhere. GET /openapi.json lists all routes.',
    });
  });

  test('report a path with a malformed percent-encoding', async () => {
    const service = await quietService();
    const response = await service.inject('/%zz');
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toMatchObject({
      type: 'urn:stockroom:problem:malformed-path',
      instance: `urn:request:${response.headers['x-request-id']}`,
    });
  });
});

test('a merge patch is read as JSON', async () => {
  const post = await orders();
  const response = await post(
    '{"sku":"A","quantity":1}',
    '/orders',
    'application/merge-patch+json; charset=utf-8',
  );
  expect(response.statusCode).toBe(201);
});
