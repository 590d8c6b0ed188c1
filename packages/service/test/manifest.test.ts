import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { defineService, urlVariable } from '../src/manifest-entry.ts';

const least = { name: 'orders', description: 'Takes orders', port: 3002 };

describe('defineService', () => {
  test('requires a name, a description and a port; the other fields have working defaults', () => {
    expect(defineService(least)).toMatchObject({
      ...least,
      healthPath: '/health',
      readyPath: '/ready',
      healthCommand: ['CMD', 'node', '-e', expect.stringContaining('127.0.0.1:3002/health')],
      migrationCommand: [],
      stopTimeoutSeconds: 120,
      drainSeconds: 5,
      keepAliveTimeoutSeconds: 75,
      cpu: 256,
      memory: 512,
      writablePaths: [],
      scaling: {
        minTasks: 2,
        maxTasks: 10,
        cpuPercent: 75,
        memoryPercent: 75,
        requestsPerTask: 1000,
      },
      calls: [],
      public: false,
      database: false,
      environment: undefined,
      secrets: [],
    });
  });

  test('keeps the other scaling defaults when one is set', () => {
    expect(defineService({ ...least, scaling: { maxTasks: 4 } }).scaling).toMatchObject({
      minTasks: 2,
      maxTasks: 4,
    });
  });

  test('uses the health check command of a container without Node, or none', () => {
    const healthCommand = ['CMD-SHELL', 'curl --fail http://127.0.0.1:3002/actuator/health'];
    expect(defineService({ ...least, healthCommand }).healthCommand).toEqual(healthCommand);
    expect(defineService({ ...least, healthCommand: [] }).healthCommand).toEqual([]);
    expect(() => defineService({ ...least, healthCommand: ['curl'] })).toThrow(
      'healthCommand: ["curl"] is not an ECS health check command; begin it with "CMD" or "CMD-SHELL"',
    );
  });

  test('allows only distinct writable directories below the root', () => {
    const define = (...writablePaths: string[]) => defineService({ ...least, writablePaths });
    expect(define('/tmp', '/var/cache/orders').writablePaths).toHaveLength(2);
    for (const path of ['/', 'tmp', '/tmp/', '/tmp/../etc', '']) {
      expect(() => define(path)).toThrow(
        `writablePaths: "${path}" is not a directory below the root`,
      );
    }
    expect(() => define('/tmp', '/tmp')).toThrow('writablePaths: a path occurs twice');
  });

  test('rejects a manifest that cannot work, with every violation and the fix', () => {
    const define = () =>
      defineService({
        name: 'Orders!',
        description: '',
        port: 99_999,
        stopTimeoutSeconds: 300,
        drainSeconds: 400,
        keepAliveTimeoutSeconds: 60,
        scaling: { minTasks: 3, maxTasks: 1 },
        calls: ['Orders!'],
        environment: Type.Object({}),
        secrets: ['TOKEN'],
      });
    expect(define).toThrow(
      [
        'The manifest of service "Orders!" cannot work:',
        '  - name: use at most 31 lower-case letters, digits and dashes, starting with a letter',
        '  - port: 99999 is not a port; use 1 to 65535',
        "  - stopTimeoutSeconds: 300 is outside Fargate's range; use 1 to 120",
        '  - drainSeconds: 400 must be less than stopTimeoutSeconds (300)',
        "  - keepAliveTimeoutSeconds: 60 must exceed the load balancer's idle timeout of 60 s; use 75",
        '  - scaling: 3 to 1 tasks is not a range; use 1 <= minTasks <= maxTasks',
        '  - calls: a service cannot call itself',
        '  - secrets: "TOKEN" is not a variable of environment',
      ].join('\n'),
    );
  });
});

test('the variable with the URL of a called service is named after it', () => {
  expect(urlVariable('price-list')).toBe('PRICE_LIST_URL');
});
