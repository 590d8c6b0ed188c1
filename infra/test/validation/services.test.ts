import {
  actorEnvironment,
  defineService,
  environmentOf,
  type ServiceDefinition,
} from '@stockroom/service/manifest';
import { describe, expect, it } from 'vitest';
import { services } from '../../src/services.ts';
import { secretViolations, serviceViolations } from '../../src/validation/services.ts';

const service = (definition: Partial<ServiceDefinition>) =>
  defineService({ name: 'one', description: 'A service', port: 3000, ...definition });

const fixesFor = (...definitions: readonly Partial<ServiceDefinition>[]) =>
  serviceViolations(definitions.map(service)).map(
    ({ subject, field, fix }) => `${subject}.${field}: ${fix}`,
  );

describe('the services of the repository', () => {
  it('can be deployed', () => {
    expect(serviceViolations(services)).toEqual([]);
  });
});

describe('a service that cannot be deployed', () => {
  it('asks for CPU units that Fargate does not have', () => {
    expect(fixesFor({ cpu: 300, memory: 1024 })).toEqual([
      expect.stringMatching(/^one\.cpu: Fargate has tasks of 256, 512, 1024/),
    ]);
  });

  it.each([
    [256, 4096],
    [256, 1536],
    [512, 512],
    [1024, 2500],
    [4096, 4096],
  ])('asks for %i CPU units with %i MiB, which Fargate does not have', (cpu, memory) => {
    expect(fixesFor({ cpu, memory })).toEqual([expect.stringMatching(/^one\.memory/)]);
  });

  it.each([
    [256, 512],
    [256, 2048],
    [512, 4096],
    [1024, 3072],
    [16384, 122880],
  ])('is not one that asks for %i CPU units with %i MiB', (cpu, memory) => {
    expect(fixesFor({ cpu, memory })).toEqual([]);
  });

  it('has the name of another', () => {
    expect(fixesFor({}, {})[0]).toContain('one.name: another service has that name');
  });

  it('calls a service that does not exist', () => {
    expect(fixesFor({ calls: ['two'] })).toEqual([
      'one.calls: the services are one; use these names',
    ]);
  });

  it('is called by those that it calls, in however many steps', () => {
    const fixes = fixesFor(
      { calls: ['two'] },
      { name: 'two', calls: ['three'] },
      { name: 'three', calls: ['one'] },
    );
    expect(fixes).toHaveLength(3);
    expect(fixes[0]).toContain('one.calls: the calls lead back to the service itself');
  });

  it('is public next to another public one', () => {
    expect(fixesFor({ public: true }, { name: 'two', public: true })).toHaveLength(2);
  });

  it('has the secrets of a database that it does not ask for', () => {
    expect(fixesFor({ secrets: ['DATABASE_PASSWORD'] })[0]).toContain('database: true');
  });
});

describe('a service that the gateway calls', () => {
  const gateway = {
    name: 'gateway',
    public: true,
    calls: ['reports'],
    environment: environmentOf(actorEnvironment),
    rotates: ['ACTOR_KEY_SECRET_ARN'],
  };

  it('reads the key that callers are signed with', () => {
    const reports = { name: 'reports', environment: environmentOf(actorEnvironment) };
    expect(fixesFor(gateway, reports)).toEqual([]);
  });

  it.each([environmentOf({}), undefined])('cannot be deployed without it', (environment) => {
    expect(fixesFor(gateway, { name: 'reports', environment })).toEqual([
      expect.stringContaining('reports.environment: requests come to it through the gateway'),
    ]);
  });
});

describe('a service that rotates a secret', () => {
  it('rotates the key that callers are signed with, and no other', () => {
    const environment = environmentOf({ DATABASE_SECRET_ARN: {} });
    expect(fixesFor({ environment, rotates: ['DATABASE_SECRET_ARN'] })).toEqual([
      expect.stringContaining('one.rotates: a service rotates ACTOR_KEY_SECRET_ARN only'),
    ]);
  });
});

describe('a service that stops', () => {
  it('needs time for the requests in flight, after the time in which load balancers go elsewhere', () => {
    expect(fixesFor({ drainSeconds: 20, stopTimeoutSeconds: 40 })).toEqual([
      'one.stopTimeoutSeconds: requests in flight get 30 s after the drain; use at least drainSeconds + 30',
    ]);
  });
});

describe('a secret', () => {
  const services = [service({ secrets: ['API_KEY'] })];

  it('that a service reads must be provided by every environment', () => {
    expect(secretViolations({ name: 'dev', secrets: {} }, services)).toEqual([
      {
        subject: 'dev',
        field: 'secrets.API_KEY',
        value: undefined,
        fix: expect.stringContaining('the service one reads it and nothing provides it'),
      },
    ]);
  });

  it('that every environment makes needs no provider, and takes none', () => {
    const services = [service({ secrets: ['SESSION_KEY'] })];
    expect(secretViolations({ name: 'dev', secrets: {} }, services)).toEqual([]);
    const SESSION_KEY = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:key';
    expect(secretViolations({ name: 'dev', secrets: { SESSION_KEY } }, services)).toEqual([
      {
        subject: 'dev',
        field: 'secrets.SESSION_KEY',
        value: SESSION_KEY,
        fix: expect.stringContaining('leave it out'),
      },
    ]);
  });

  it('is provided by its ARN', () => {
    const API_KEY = 'arn:aws:secretsmanager:us-east-1:111111111111:secret:key';
    expect(secretViolations({ name: 'dev', secrets: { API_KEY } }, services)).toEqual([]);
  });
});
