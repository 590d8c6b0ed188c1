import type { Environment } from './environment.ts';
import { gitHubRepository, sharedAccount, sharedState } from './shared.ts';

/** Tests releases before production: the same in everything but size. */
export const staging: Environment = {
  name: 'staging',
  production: false,
  account: sharedAccount,
  state: sharedState,
  providerVersion: '6.25.0',
  registry: 'shared',
  images: 'digest',
  defaultRelease: undefined,
  network: {
    cidr: '10.20.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    natGateways: 'single',
    interfaceEndpoints: false,
  },
  capacity: { kind: 'fargate' },
  domain: {
    name: 'staging.stockroom.example.com',
    hostedZone: 'stockroom.example.com',
    zone: 'existing',
  },
  firewall: { requestsPerAddress: 2000 },
  database: {
    kind: 'documentdb',
    instanceClass: 'db.t4g.medium',
    instances: 2,
    backupRetentionDays: 7,
    restoreFrom: undefined,
  },
  signIn: {
    kind: 'cognito',
    domainPrefix: `stockroom-staging-${sharedAccount.id}`,
    secondFactor: 'optional',
    threatProtection: false,
  },
  secrets: {},
  operations: {
    alarmEmails: [],
    availabilityPercent: 99.5,
    latencyMilliseconds: 1000,
    monthlyBudget: 700,
  },
  logRetentionDays: 30,
  deletionProtection: false,
  executeCommand: false,
  deployFrom: gitHubRepository,
};
