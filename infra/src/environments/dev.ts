import type { Environment } from './environment.ts';
import { gitHubRepository, sharedAccount, sharedState } from './shared.ts';

/** One task of the smallest size that Fargate has. */
const smallest = { cpu: 256, memory: 512, scaling: { minTasks: 1, maxTasks: 2 } };

/** For trying changes: the architecture of production at the lowest cost. */
export const dev: Environment = {
  name: 'dev',
  production: false,
  account: sharedAccount,
  state: sharedState,
  providerVersion: '6.25.0',
  registry: 'shared',
  images: 'digest',
  defaultRelease: undefined,
  network: {
    cidr: '10.10.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    natGateways: 'single',
    interfaceEndpoints: false,
  },
  capacity: { kind: 'fargate-spot', onDemandTasks: 1 },
  domain: {
    name: 'dev.stockroom.example.com',
    hostedZone: 'stockroom.example.com',
    zone: 'existing',
  },
  firewall: undefined,
  database: {
    kind: 'documentdb',
    instanceClass: 'db.t4g.medium',
    instances: 2,
    backupRetentionDays: 1,
    restoreFrom: undefined,
  },
  signIn: undefined,
  secrets: {},
  services: { gateway: smallest, inventory: smallest },
  operations: {
    alarmEmails: [],
    availabilityPercent: 99,
    latencyMilliseconds: 1000,
    monthlyBudget: 400,
  },
  logRetentionDays: 7,
  deletionProtection: false,
  executeCommand: true,
  deployFrom: gitHubRepository,
};
