import { describe, expect, it } from 'vitest';
import { dev } from '../../src/environments/dev.ts';
import type { Environment } from '../../src/environments/environment.ts';
import { environments, shared } from '../../src/environments/index.ts';
import { local } from '../../src/environments/local.ts';
import { prod } from '../../src/environments/prod.ts';
import { services } from '../../src/services.ts';
import { assertDeployable } from '../../src/validation/index.ts';

const instances = {
  kind: 'ec2',
  instanceType: 'm7g.large',
  minInstances: 2,
  maxInstances: 4,
} as const;

const cognito = {
  kind: 'cognito',
  domainPrefix: 'stockroom-prod',
  secondFactor: 'required',
  threatProtection: true,
} as const;
const oidc = {
  kind: 'oidc',
  issuer: 'https://example.eu.auth0.com/',
  clientId: 'stockroom',
  audience: 'https://stockroom.example.com/api',
  scopePrefix: '',
  permissionsClaim: 'permissions',
  signInParameters: 'audience=https://stockroom.example.com/api',
} as const;

const messageFor = (...checked: readonly Environment[]): string => {
  try {
    assertDeployable(checked, services);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the environments of the repository', () => {
  it('are valid, alone and together', () => {
    expect(messageFor(...environments)).toBe('');
  });

  it('are local, dev, staging and prod', () => {
    expect(environments.map(({ name }) => name)).toEqual(['local', 'dev', 'staging', 'prod']);
  });
});

describe('what belongs to no environment', () => {
  it('is valid, and has an exact provider version', () => {
    expect(() => assertDeployable([], services, shared)).not.toThrow();
    expect(() =>
      assertDeployable([], services, { ...shared, providerVersion: '>= 6.0.0' }),
    ).toThrow('shared: providerVersion is ">= 6.0.0"');
  });
});

describe('an invalid environment', () => {
  it.each<[wrong: string, environment: Environment, message: string]>([
    ['a name with a dash', { ...dev, name: 'dev-1' }, 'dev-1: name is "dev-1"'],
    ['the name of the shared stacks', { ...dev, name: 'shared' }, 'shared: name is "shared"'],
    [
      'an account id of letters',
      { ...dev, account: { ...dev.account, id: 'mine' } },
      'dev: account.id is "mine": use the 12 digits',
    ],
    [
      'a real environment in the account of the emulator',
      { ...dev, account: { ...dev.account, id: '000000000000' } },
      'dev: account.id is "000000000000"',
    ],
    [
      'an emulator that is not on this machine',
      { ...local, account: { ...local.account, emulator: 'https://ec2.us-east-1.amazonaws.com' } },
      'local: account.emulator is "https://ec2.us-east-1.amazonaws.com": use an address of this machine',
    ],
    [
      'an emulator whose name only starts like this machine',
      { ...local, account: { ...local.account, emulator: 'http://127.0.0.1.example.com' } },
      'local: account.emulator',
    ],
    ...[
      'http://127.0.0.1:80@example.com',
      'http://example.com@127.0.0.1',
      'http://127.0.0.1\\@example.com',
      'http://127.1:5566',
    ].map((emulator): [string, Environment, string] => [
      `an emulator that programs find on different machines, ${emulator}`,
      { ...local, account: { ...local.account, emulator } },
      'local: account.emulator is ',
    ]),
    [
      'the state of a real environment in a file',
      { ...dev, state: { kind: 'local', directory: '/tmp' } },
      'dev: state.kind is "local"',
    ],
    ['an emulator with the shared images', { ...local, registry: 'shared' }, 'local: registry'],
    [
      'images by tag',
      { ...dev, images: 'tag' },
      'dev: images is "tag": a tag does not identify an image',
    ],
    [
      'too small a network',
      { ...dev, network: { ...dev.network, cidr: '10.1.0.0/24' } },
      'dev: network.cidr is "10.1.0.0/24": use a range of /16 to /20',
    ],
    [
      'a range that starts in the middle of itself',
      { ...dev, network: { ...dev.network, cidr: '10.1.2.0/16' } },
      'dev: network.cidr is "10.1.2.0/16"',
    ],
    [
      'one Availability Zone',
      { ...dev, network: { ...dev.network, availabilityZones: ['us-east-1a'] } },
      'dev: network.availabilityZones is ["us-east-1a"]',
    ],
    [
      'an Availability Zone of another region',
      { ...dev, network: { ...dev.network, availabilityZones: ['us-east-1a', 'eu-west-1b'] } },
      'dev: network.availabilityZones',
    ],
    [
      'one NAT gateway in production',
      { ...prod, network: { ...prod.network, natGateways: 'single' } },
      'prod: network.natGateways is "single"',
    ],
    [
      'no NAT gateway and no endpoints',
      { ...dev, network: { ...dev.network, natGateways: 'none' } },
      'dev: network.interfaceEndpoints is false: without NAT a task reaches neither its image',
    ],
    [
      'Spot tasks only',
      { ...dev, capacity: { kind: 'fargate-spot', onDemandTasks: 0 } },
      'dev: capacity.onDemandTasks is 0: AWS takes Spot tasks back all at once',
    ],
    [
      'one task on demand in production',
      { ...prod, capacity: { kind: 'fargate-spot', onDemandTasks: 1 } },
      'prod: capacity.onDemandTasks is 1',
    ],
    [
      'instances that cannot run the images',
      { ...dev, capacity: { ...instances, instanceType: 'm7i.large' } },
      'dev: capacity.instanceType is "m7i.large": the images are for ARM64',
    ],
    [
      'no sign-in in production',
      { ...prod, signIn: undefined },
      'prod: signIn is undefined: people use production',
    ],
    [
      'no HTTPS outside the emulated AWS',
      { ...dev, domain: undefined },
      'dev: domain is undefined: plain HTTP exposes keys, tokens and sessions',
    ],
    [
      'an issuer on the internet without a route to it',
      {
        ...prod,
        network: { ...prod.network, natGateways: 'none' },
        signIn: oidc,
      },
      'which it cannot reach without NAT',
    ],
    [
      'a sign-in page that Cognito refuses',
      { ...prod, signIn: { ...cognito, domainPrefix: 'my-cognito' } },
      'prod: signIn.domainPrefix is "my-cognito"',
    ],
    [
      'a password that is enough in production',
      { ...prod, signIn: { ...cognito, secondFactor: 'optional' } },
      'prod: signIn.secondFactor is "optional": in production a stolen password must not be enough',
    ],
    [
      'an issuer on a port that tasks do not reach',
      { ...prod, signIn: { ...oidc, issuer: 'https://login.example.com:8443' } },
      'prod: signIn.issuer is "https://login.example.com:8443"',
    ],
    [
      'an issuer without TLS',
      { ...prod, signIn: { ...oidc, issuer: 'http://login.example.com' } },
      'prod: signIn.issuer is "http://login.example.com"',
    ],
    [
      'tokens for any audience',
      { ...prod, signIn: { ...oidc, audience: '' } },
      'prod: signIn.audience is ""',
    ],
    [
      'a client without a name',
      { ...prod, signIn: { ...oidc, clientId: '' } },
      'prod: signIn.clientId is ""',
    ],
    [
      'fewer instances than its least',
      { ...dev, capacity: { ...instances, minInstances: 5 } },
      'dev: capacity.maxInstances is 4',
    ],
    [
      'one instance in production',
      { ...prod, capacity: { ...instances, minInstances: 1 } },
      'prod: capacity.minInstances is 1',
    ],
    ['no firewall in production', { ...prod, firewall: undefined }, 'prod: firewall is undefined'],
    [
      'a rate that WAF cannot count',
      { ...dev, firewall: { requestsPerAddress: 5 } },
      'dev: firewall.requestsPerAddress is 5',
    ],
    [
      'a secret by its value',
      { ...dev, secrets: { API_KEY: 'hunter2' } },
      'dev: secrets is {"API_KEY":"hunter2"}: name each secret by its ARN',
    ],
    [
      'a secret without the end of its ARN, which no policy would match',
      {
        ...dev,
        secrets: { API_KEY: 'arn:aws:secretsmanager:us-east-1:111111111111:secret:api-key' },
      },
      'dev: secrets is {"API_KEY":"arn:aws:secretsmanager:us-east-1:111111111111:secret:api-key"}',
    ],
    [
      'an objective that allows no failure',
      { ...dev, operations: { ...dev.operations, availabilityPercent: 100 } },
      'dev: operations.availabilityPercent is 100',
    ],
    [
      'a latency that the load balancer does not wait for',
      { ...dev, operations: { ...dev.operations, latencyMilliseconds: 90_000 } },
      'dev: operations.latencyMilliseconds is 90000',
    ],
    [
      'a budget of nothing',
      { ...dev, operations: { ...dev.operations, monthlyBudget: 0 } },
      'dev: operations.monthlyBudget is 0',
    ],
    [
      'alarms to an invalid address',
      { ...dev, operations: { ...dev.operations, alarmEmails: ['me'] } },
      'dev: operations.alarmEmails is ["me"]',
    ],
    [
      'an invalid snapshot',
      { ...dev, database: { ...dev.database, restoreFrom: 'my snapshot' } },
      'dev: database.restoreFrom is "my snapshot"',
    ],
    [
      'a repository without an owner',
      { ...dev, deployFrom: 'stockroom' },
      'dev: deployFrom is "stockroom"',
    ],
    ['no HTTPS in production', { ...prod, domain: undefined }, 'prod: domain is undefined'],
    [
      'a domain that is an address',
      {
        ...dev,
        domain: { name: 'a/b.example.com', hostedZone: 'example.com', zone: 'existing' },
      },
      'dev: domain.name is "a/b.example.com": use the name alone, in lower case',
    ],
    [
      'a domain outside its zone',
      {
        ...dev,
        domain: { name: 'stock.example.org', hostedZone: 'example.com', zone: 'existing' },
      },
      'dev: domain.name is "stock.example.org": the name must be in the hosted zone',
    ],
    [
      'more database instances than Availability Zones',
      { ...dev, database: { ...dev.database, instances: 3 } },
      'dev: database.instances is 3: each instance needs its own Availability Zone',
    ],
    [
      'a PostgreSQL of three instances',
      { ...prod, database: { ...prod.database, kind: 'postgres' } },
      'prod: database.instances is 3: a PostgreSQL database is one instance',
    ],
    [
      'a single database instance in production',
      { ...prod, database: { ...prod.database, instances: 1 } },
      'prod: database.instances is 1: production must not lose its database',
    ],
    [
      'an invalid instance class',
      { ...dev, database: { ...dev.database, instanceClass: 't4g.medium' } },
      'dev: database.instanceClass is "t4g.medium"',
    ],
    [
      'backups for longer than AWS keeps them',
      { ...dev, database: { ...dev.database, backupRetentionDays: 36 } },
      'dev: database.backupRetentionDays is 36: use 1 to 35 days',
    ],
    [
      'backups of a day in production',
      { ...prod, database: { ...prod.database, backupRetentionDays: 1 } },
      'prod: database.backupRetentionDays is 1: production keeps at least 7',
    ],
    [
      'a log retention that CloudWatch does not know',
      { ...dev, logRetentionDays: 10 },
      'dev: logRetentionDays is 10: CloudWatch Logs accepts only 1, 3, 5, 7, 14',
    ],
    [
      'unprotected data in production',
      { ...prod, deletionProtection: false },
      'prod: deletionProtection is false',
    ],
    [
      'a range of provider versions outside the emulated AWS',
      { ...prod, providerVersion: '>= 5.100.0, < 7.0.0' },
      'prod: providerVersion is ">= 5.100.0, < 7.0.0": with a range the version depends on the machine',
    ],
    [
      'a provider version that the stacks do not know',
      { ...prod, providerVersion: '7.0.0' },
      'prod: providerVersion is "7.0.0": the stacks work with the versions >= 5.100.0, < 7.0.0',
    ],
    [
      'an invalid provider version',
      { ...local, providerVersion: 'latest' },
      'local: providerVersion is "latest"',
    ],
    [
      'settings of a service that does not exist',
      { ...dev, services: { gatway: {} } },
      'dev: services.gatway is {}: the services are gateway, inventory',
    ],
    ['shells in production', { ...prod, executeCommand: true }, 'prod: executeCommand is true'],
  ])('is invalid for %s', (_, environment, message) => {
    expect(messageFor(environment)).toContain(message);
  });

  it('is invalid when it overlaps with another one', () => {
    const other = { ...dev, name: 'other', network: { ...dev.network, cidr: '10.10.16.0/20' } };
    expect(messageFor(dev, other)).toContain(
      'other: network.cidr is "10.10.16.0/20": it overlaps with 10.10.0.0/16 of dev',
    );
  });

  it('is invalid when another one has its name', () => {
    const again = { ...dev, network: { ...dev.network, cidr: '10.99.0.0/16' } };
    expect(messageFor(dev, again)).toContain('another environment has that name');
  });

  it('is invalid when another one has its domain', () => {
    const other = { ...dev, name: 'other', network: { ...dev.network, cidr: '10.99.0.0/16' } };
    expect(messageFor(dev, other)).toContain(
      'other: domain.name is "dev.stockroom.example.com": dev has that domain',
    );
  });

  it('is invalid when another one has its sign-in page', () => {
    const other = {
      ...prod,
      name: 'other',
      network: { ...prod.network, cidr: '10.99.0.0/16' },
    };
    expect(messageFor(prod, other)).toContain(
      'other: signIn.domainPrefix is "stockroom-prod-111111111111": prod has that address',
    );
  });

  it('gets all its violations at once', () => {
    const message = messageFor(
      { ...dev, logRetentionDays: 10, images: 'tag' },
      { ...prod, deletionProtection: false },
    );
    expect(message).toContain('3 settings are invalid');
    expect(message.split('\n')).toHaveLength(4);
  });

  it('gets what is missing as a violation, when it was never type-checked', () => {
    const { network: _, ...incomplete } = dev;
    expect(messageFor(incomplete as Environment)).toContain('dev: network.cidr is undefined');
  });
});
