import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { ConfigError, environmentOf, readConfig } from '../src/index.ts';

const schema = environmentOf({
  WORKERS: Type.Integer({ minimum: 1, default: 2, description: 'How many at once' }),
  VERBOSE: Type.Boolean({ default: false }),
  API_TOKEN: Type.String({ minLength: 12, description: 'Token of the upstream' }),
});

const violationsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(schema, environment);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
};

describe('readConfig', () => {
  test('turns text into numbers and booleans and fills in defaults', () => {
    const config = readConfig(schema, { WORKERS: '4', VERBOSE: 'true', API_TOKEN: 'abcdefghijkl' });
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      RELEASE: 'development',
      WORKERS: 4,
      VERBOSE: true,
      API_TOKEN: 'abcdefghijkl',
    });
  });

  test('ignores variables that the schema does not have', () => {
    const config = readConfig(schema, { API_TOKEN: 'abcdefghijkl', HOME: '/root' });
    expect(config).not.toHaveProperty('HOME');
  });

  test('treats an empty variable as unset', () => {
    expect(readConfig(schema, { API_TOKEN: 'abcdefghijkl', WORKERS: '' }).WORKERS).toBe(2);
  });

  test('reports all violations at once, each with its variable and description', () => {
    expect(violationsOf({ WORKERS: 'many', VERBOSE: 'perhaps', LOG_LEVEL: 'loud' })).toBe(
      [
        'The environment variables are invalid:',
        '  - API_TOKEN: is required (Token of the upstream)',
        '  - LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent (Lowest level that is logged)',
        '  - WORKERS: must be integer (How many at once)',
        '  - VERBOSE: must be boolean',
        'Fix them and start again.',
      ].join('\n'),
    );
  });

  test('does not repeat a value: it may be a secret', () => {
    const message = violationsOf({ API_TOKEN: 'hunter2' });
    expect(message).toContain('API_TOKEN: must NOT have fewer than 12 characters');
    expect(message).not.toContain('hunter2');
  });
});
