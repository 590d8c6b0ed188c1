import type { Environment } from '../../src/environments/environment.ts';
import { local } from '../../src/environments/local.ts';

/** `local` with the other value of every setting that has two. */
const other: Environment = {
  ...local,
  name: 'other',
  images: 'digest',
  defaultRelease: undefined,
  network: {
    cidr: '10.1.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    natGateways: 'none',
    interfaceEndpoints: true,
  },
  capacity: { kind: 'ec2', instanceType: 'm7g.large', minInstances: 0, maxInstances: 4 },
  domain: { name: 'stock.example.com', hostedZone: 'stock.example.com', zone: 'own' },
  firewall: { requestsPerAddress: 2000 },
  database: { ...local.database, kind: 'postgres' },
  signIn: {
    kind: 'cognito',
    domainPrefix: 'stockroom-other',
    secondFactor: 'optional',
    threatProtection: false,
  },
  operations: { ...local.operations, alarmEmails: ['on-call@example.com'] },
  executeCommand: true,
  deployFrom: 'example/stockroom',
};

/** Settings that are turned on or off after the environment was deployed. */
export const changes = {
  'deletion protection on': { deletionProtection: true },
  'the firewall off': { firewall: undefined },
  'shells in containers off': { executeCommand: false },
  'logs kept longer': { logRetentionDays: 3 },
  'data from a snapshot': { database: { ...other.database, restoreFrom: 'stockroom-other-good' } },
} as const satisfies Record<string, Partial<Environment>>;

/** The environment, with the change of the environment variable VARIANT_CHANGE. */
export const environments: readonly Environment[] = [
  { ...other, ...changes[process.env.VARIANT_CHANGE as keyof typeof changes] },
];
