import { describe, expect, test } from 'vitest';
import { compile } from '../src/validation.ts';

/** An object or array whose members count how often they are read. */
function counted(names: readonly string[], value: unknown, container: object = {}) {
  const reads = { count: 0 };
  for (const name of names) {
    Object.defineProperty(container, name, {
      enumerable: true,
      get: () => {
        reads.count += 1;
        return value;
      },
    });
  }
  return { container, reads };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

const attributes = {
  type: 'object',
  patternProperties: { '^k': { anyOf: [{ type: 'string' }, { type: 'number' }] } },
  additionalProperties: false,
  maxProperties: 50,
};

describe('members of a container with too many members are not validated', () => {
  test.each([
    ['an object with a limit', attributes, 'must NOT have more than 50 properties'],
    [
      'an object that knows all its members',
      { type: 'object', properties: { sku: {} }, additionalProperties: false },
      'must NOT have more than 21 properties',
    ],
  ])('%s', (_what, schema, message) => {
    const { container, reads } = counted(names(10_000), []);
    const check = compile(schema, { coerce: false });

    expect(check(container)).toEqual([{ field: '', message }]);
    expect(reads.count).toBe(0);
  });

  test('an array; its siblings are still validated', () => {
    const { container, reads } = counted(Object.keys(Array(10_000).fill(0)), {}, []);
    const lines = {
      type: 'array',
      maxItems: 100,
      items: { type: 'object', required: ['sku', 'quantity'] },
    };
    const check = compile(
      { type: 'object', properties: { lines, reference: { type: 'string' } } },
      { coerce: false },
    );

    expect(check({ lines: container, reference: 1 })).toEqual([
      { field: 'lines', message: 'must NOT have more than 100 items' },
      { field: 'reference', message: 'must be string' },
    ]);
    expect(reads.count).toBe(0);
  });

  test('within an alternative', () => {
    const check = compile({ anyOf: [attributes, { type: 'null' }] }, { coerce: false });
    expect(check(Object.fromEntries(names(51).map((name) => [name, []])))).toEqual([
      { field: '', message: 'must NOT have more than 50 properties' },
    ]);
    expect(check(null)).toEqual([]);
    expect(check({ k1: [] })).toEqual([{ field: 'k1', message: 'must be string or number' }]);
  });
});

test('a container of valid size is validated member by member, and gets defaults', () => {
  const check = compile(
    {
      type: 'object',
      properties: { sort: { type: 'string', default: 'sku' }, attributes },
      additionalProperties: false,
    },
    { coerce: false },
  );
  const value = { attributes: { k1: 'a', k2: true, other: 1 } };

  expect(check(value)).toEqual([
    { field: 'attributes/other', message: 'is not a known field' },
    { field: 'attributes/k2', message: 'must be string or number' },
  ]);
  expect(value).toHaveProperty('sort', 'sku');
});

test('violations of one member do not affect the others', () => {
  const price = { type: 'object', properties: { amount: { type: 'integer' } } };
  const check = compile(
    { type: 'array', items: { anyOf: [price, { type: 'null' }] } },
    { coerce: false },
  );
  expect(check([{ amount: 0.5 }, 'text', { amount: 'x' }])).toEqual([
    { field: '0/amount', message: 'must be integer' },
    { field: '1', message: 'must be object or null' },
    { field: '2/amount', message: 'must be integer' },
  ]);
});

test('the name of an unknown field is shortened', () => {
  const check = compile(
    { type: 'object', properties: {}, additionalProperties: false },
    {
      coerce: false,
    },
  );
  const [violation] = check({ ['x'.repeat(60_000)]: 1 });
  expect(violation?.field).toBe(`${'x'.repeat(199)}…`);
});
