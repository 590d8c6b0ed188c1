import { ProblemError } from '@stockroom/client';
import { describe, expect, test } from 'vitest';
import { errorMessage, fieldErrorsOf, InvalidFieldError } from '../../src/api/problems.ts';
import { isUnreachable } from '../../src/api/reachability.ts';

const problem = (kind: string, status: number, more: object = {}) =>
  new ProblemError({
    type: `urn:stockroom:problem:${kind}`,
    title: 'Title',
    status,
    detail: 'What was wrong and what to do.',
    ...more,
  });

describe('field errors', () => {
  test('are those that the API lists', () => {
    const error = problem('invalid-request', 400, {
      errors: [
        { field: 'name', message: 'is required' },
        { field: 'price/amount', message: 'must be integer' },
      ],
    });

    expect(fieldErrorsOf(error)).toEqual([
      { field: 'name', message: 'is required' },
      { field: 'price/amount', message: 'must be integer' },
    ]);
  });

  test('are derived from the problem type if the API lists none', () => {
    expect(fieldErrorsOf(problem('duplicate-sku', 409))).toEqual([
      { field: 'sku', message: 'What was wrong and what to do.' },
    ]);
  });

  test('include those found in the browser', () => {
    expect(fieldErrorsOf(new InvalidFieldError('price', 'is not an amount'))).toEqual([
      { field: 'price', message: 'is not an amount' },
    ]);
  });

  test('are empty for an error that is not about a field', () => {
    expect(fieldErrorsOf(problem('internal', 500))).toEqual([]);
    expect(fieldErrorsOf(new TypeError('Failed to fetch'))).toEqual([]);
  });
});

describe('the server', () => {
  test.each([
    ['no connection', new TypeError('Failed to fetch')],
    ['no response before the timeout', new DOMException('signal timed out', 'TimeoutError')],
    ['a gateway without its service', problem('upstream-unavailable', 503)],
  ])('is unreachable: %s', (_, error) => {
    expect(isUnreachable(error)).toBe(true);
    expect(errorMessage(error)).toContain('cannot be reached');
  });

  test('is reachable if it sends an error response', () => {
    expect(isUnreachable(problem('duplicate-sku', 409))).toBe(false);
  });
});
