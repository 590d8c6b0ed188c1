import { local } from '../../src/environments/local.ts';
import type { Environment } from '../../src/environments/schema.ts';

/** What `local` does not say: the other word for everything that has two. */
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
  operations: { ...local.operations, alarmEmails: ['on-call@example.com'] },
  executeCommand: true,
  deployFrom: 'example/stockroom',
};

/** With what OTHER_WORDS_CHANGES says in JSON, for tests that turn something on or off. */
export const environments: readonly Environment[] = [
  { ...other, ...(JSON.parse(process.env.OTHER_WORDS_CHANGES || '{}') as Partial<Environment>) },
];
