import { describe, expect, test } from 'vitest';
import {
  type Check,
  decodeCursor,
  encodeCursor,
  text,
  timestamp,
} from '../../src/domain/cursor.ts';

describe('a cursor', () => {
  test.each<[Check, string]>([
    [text, 'BOLT-M8'],
    [text, ''],
    [timestamp, '2026-01-31T23:59:59.999Z'],
    [timestamp, '0001-01-01T00:00:00.000Z'],
  ])('is decoded as it was encoded', (check, value) => {
    expect(decodeCursor('list', encodeCursor('list', [value]), [check])).toEqual([value]);
  });

  // PostgreSQL does not accept any of these values.
  test.each<[Check, string | number]>([
    [text, 'BOLT\u0000'],
    [text, 1],
    [timestamp, '2026-01-01 (comment) Z'],
    [timestamp, '2026-1-1Z'],
    [timestamp, '2026-02-30T00:00:00.000Z'],
    [timestamp, '0000-01-01T00:00:00.000Z'],
    [timestamp, '2026-01-01T00:00:00.000Z\u0000'],
    [timestamp, 1],
  ])('is rejected with a value that a database does not accept', (check, value) => {
    const cursor = encodeCursor('list', [value]);
    expect(() => decodeCursor('list', cursor, [check])).toThrow('does not belong to this list');
  });

  test.each(['', '!', 'bnVsbA', encodeCursor('other', ['A']), encodeCursor('list', ['A', 'B'])])(
    'of another list, or of none, is rejected: %j',
    (cursor) => {
      expect(() => decodeCursor('list', cursor, [text])).toThrow('does not belong to this list');
    },
  );
});
