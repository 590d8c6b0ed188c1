import { ProblemError } from '@stockroom/client';
import { describe, expect, test } from 'vitest';
import { faultsOf, InvalidField, whatToDo } from '../../src/api/problems.ts';
import { isUnreachable } from '../../src/api/reachability.ts';

const problem = (kind: string, status: number, more: object = {}) =>
  new ProblemError({
    type: `urn:stockroom:problem:${kind}`,
    title: 'Title',
    status,
    detail: 'What was wrong and what to do.',
    ...more,
  });

describe('the faults of a form', () => {
  test('are those that the API lists', () => {
    const error = problem('invalid-request', 400, {
      errors: [
        { field: 'name', message: 'is required' },
        { field: 'price/amount', message: 'must be integer' },
      ],
    });

    expect(faultsOf(error)).toEqual([
      { field: 'name', message: 'is required' },
      { field: 'price/amount', message: 'must be integer' },
    ]);
  });

  test('are found by the kind of problem where the API lists none', () => {
    expect(faultsOf(problem('duplicate-sku', 409))).toEqual([
      { field: 'sku', message: 'What was wrong and what to do.' },
    ]);
  });

  test('are what the page itself found', () => {
    expect(faultsOf(new InvalidField('price', 'is no amount'))).toEqual([
      { field: 'price', message: 'is no amount' },
    ]);
  });

  test('are none for what is about the whole', () => {
    expect(faultsOf(problem('internal', 500))).toEqual([]);
    expect(faultsOf(new TypeError('Failed to fetch'))).toEqual([]);
  });
});

describe('the server', () => {
  test.each([
    ['no connection', new TypeError('Failed to fetch')],
    ['no answer in time', new DOMException('signal timed out', 'TimeoutError')],
    ['a gateway without its service', problem('upstream-unavailable', 503)],
  ])('cannot be reached: %s', (_, error) => {
    expect(isUnreachable(error)).toBe(true);
    expect(whatToDo(error)).toContain('cannot be reached');
  });

  test('was reached when it refused', () => {
    expect(isUnreachable(problem('duplicate-sku', 409))).toBe(false);
  });
});
