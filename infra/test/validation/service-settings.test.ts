import { defineService, environmentOf } from '@stockroom/service/manifest';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { dev } from '../../src/environments/dev.ts';
import type { Environment, ServiceSettings } from '../../src/environments/environment.ts';
import { environments } from '../../src/environments/index.ts';
import { prod } from '../../src/environments/prod.ts';
import { services } from '../../src/services.ts';
import { serviceSettingsViolations } from '../../src/validation/service-settings.ts';

const reports = defineService({
  name: 'reports',
  description: 'Reports',
  port: 3002,
  calls: ['inventory'],
  environment: environmentOf({
    INVENTORY_URL: Type.String(),
    PAGE_SIZE: Type.Integer({ minimum: 1, maximum: 500, description: 'Rows of a page' }),
    COMPRESSED: Type.Boolean(),
    ORIGIN: Type.String({ pattern: '^https://' }),
    SIGNING_KEY: Type.String(),
    LICENSE: Type.String(),
    STORE_KEY: Type.Optional(Type.String()),
    STORE_KEY_SECRET_ARN: Type.Optional(Type.String()),
  }),
  secrets: ['LICENSE'],
});

const violationsOf = (settings: ServiceSettings, environment: Environment = dev): string[] =>
  serviceSettingsViolations({ ...environment, services: { reports: settings } }, [reports]).map(
    ({ subject, field, value, fix }) => `${subject}.${field} ${JSON.stringify(value)}: ${fix}`,
  );

const variable = (name: string, value: string | number | boolean) =>
  violationsOf({ variables: { [name]: value } });

describe('the settings of services', () => {
  it.each(environments)('of $name are valid', (environment) => {
    expect(serviceSettingsViolations(environment, services)).toEqual([]);
  });

  it('are for services that exist', () => {
    expect(
      serviceSettingsViolations({ ...dev, services: { gatway: { cpu: 512 } } }, services),
    ).toEqual([
      {
        subject: 'dev',
        field: 'services.gatway',
        value: { cpu: 512 },
        fix: 'the services are gateway, inventory; use these names',
      },
    ]);
  });
});

describe('a variable that an environment sets', () => {
  it.each<[string, string | number | boolean]>([
    ['PAGE_SIZE', 500],
    ['PAGE_SIZE', '20'],
    ['COMPRESSED', true],
    ['COMPRESSED', 'false'],
    ['ORIGIN', 'https://example.com'],
    ['LOG_LEVEL', 'debug'],
  ])('is valid as %s=%s', (name, value) => {
    expect(variable(name, value)).toEqual([]);
  });

  it('must be in the environment schema of the service', () => {
    expect(variable('PAGESIZE', 20)).toEqual([
      expect.stringMatching(
        /^dev\.services\.reports\.variables\.PAGESIZE "20": the environment schema of reports has no such variable; use .*PAGE_SIZE/,
      ),
    ]);
  });

  it.each<[string, string | number | boolean, string]>([
    ['PAGE_SIZE', 501, 'must be <= 500. Rows of a page'],
    ['PAGE_SIZE', 2.5, 'must be integer'],
    ['PAGE_SIZE', 'many', 'must be integer'],
    ['COMPRESSED', 1, 'must be boolean'],
    ['ORIGIN', 'http://example.com', 'must match pattern'],
    ['LOG_LEVEL', 'loud', 'must be equal to one of the allowed values'],
  ])('must have a value that its schema accepts, unlike %s=%s', (name, value, message) => {
    expect(variable(name, value)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    'HOST',
    'PORT',
    'RELEASE',
    'NODE_ENV',
    'TRUSTED_PROXIES',
    'PUBLIC_URL',
    'OIDC_ISSUER',
    'DATABASE_TLS',
    'INVENTORY_URL',
    'ACTOR_KEY_SECRET_ARN',
  ])('is not %s, which infra sets', (name) => {
    expect(variable(name, 'x')).toEqual([expect.stringContaining('infra sets this variable')]);
  });

  it.each([
    ['LICENSE', 'a secret of the manifest'],
    ['SIGNING_KEY', 'named like one'],
    ['STORE_KEY', 'read from a secret as well'],
  ])('is not the secret %s, %s, and its value is not repeated', (name) => {
    const [message] = variable(name, 'correct horse battery staple');
    expect(message).toContain('a secret must not be in the configuration');
    expect(message).not.toContain('horse');
  });

  it('is not empty, which a service reads as absent', () => {
    expect(variable('ORIGIN', '')).toEqual([expect.stringContaining('text that is not empty')]);
  });
});

describe('the size that an environment sets', () => {
  it('is one that Fargate has, together with what the manifest sets', () => {
    expect(violationsOf({ cpu: 512, memory: 2048 })).toEqual([]);
    expect(violationsOf({ memory: 1024 })).toEqual([]);
    expect(violationsOf({ cpu: 300 })).toEqual([
      expect.stringMatching(/^dev\.services\.reports\.cpu 300: Fargate has tasks of 256, 512/),
    ]);
    expect(violationsOf({ cpu: 1024 })).toEqual([
      expect.stringMatching(/^dev\.services\.reports\.memory 512: Fargate does not offer/),
    ]);
  });
});

describe('the scaling that an environment sets', () => {
  it('is a range, together with what the manifest sets', () => {
    expect(violationsOf({ scaling: { minTasks: 10 } })).toEqual([]);
    expect(violationsOf({ scaling: { minTasks: 11 } })).toEqual([
      expect.stringMatching(/^dev\.services\.reports\.scaling\.maxTasks 10: use no less than/),
    ]);
  });

  it.each([
    [{ minTasks: 0 }, 'scaling.minTasks 0'],
    [{ maxTasks: 1.5 }, 'scaling.maxTasks 1.5'],
    [{ cpuPercent: 120 }, 'scaling.cpuPercent 120'],
  ])('has numbers that scaling knows, unlike %j', (scaling, message) => {
    expect(violationsOf({ scaling })).toEqual([expect.stringContaining(message)]);
  });

  it('has two tasks at least in production, and one elsewhere', () => {
    const scaling = { minTasks: 1 };
    expect(violationsOf({ scaling })).toEqual([]);
    expect(violationsOf({ scaling }, prod)).toEqual([
      expect.stringMatching(
        /^prod\.services\.reports\.scaling\.minTasks 1: production must survive/,
      ),
    ]);
  });
});

describe('the CPU architecture that an environment sets', () => {
  const instances = {
    kind: 'ec2',
    instanceType: 'm7g.large',
    minInstances: 1,
    maxInstances: 2,
  } as const;

  it('is ARM64 or x86, the latter on Fargate only', () => {
    const cpuArchitecture = 'X86_64';
    expect(violationsOf({ cpuArchitecture })).toEqual([]);
    expect(violationsOf({ cpuArchitecture }, { ...dev, capacity: instances })).toEqual([
      expect.stringContaining('cannot run x86 images'),
    ]);
    const unknown = { cpuArchitecture: 'arm' } as unknown as ServiceSettings;
    expect(violationsOf(unknown)).toEqual([expect.stringContaining('use "ARM64" or "X86_64"')]);
  });
});
