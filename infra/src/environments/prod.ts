import type { Environment } from './environment.ts';
import { gitHubRepository, sharedAccount, sharedState } from './shared.ts';

const domain = 'stockroom.example.com';

/** Production: survives the loss of an Availability Zone, and protects its data. */
export const prod: Environment = {
  name: 'prod',
  production: true,
  account: sharedAccount,
  state: sharedState,
  providerVersion: '6.25.0',
  registry: 'shared',
  images: 'digest',
  defaultRelease: undefined,
  network: {
    cidr: '10.30.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    natGateways: 'per-zone',
    interfaceEndpoints: true,
  },
  capacity: { kind: 'fargate' },
  domain: { name: domain, hostedZone: domain, zone: 'existing' },
  firewall: { requestsPerAddress: 2000 },
  database: {
    kind: 'documentdb',
    instanceClass: 'db.r6g.large',
    instances: 3,
    backupRetentionDays: 30,
    restoreFrom: undefined,
  },
  signIn: {
    kind: 'cognito',
    domainPrefix: `stockroom-prod-${sharedAccount.id}`,
    secondFactor: 'required',
    threatProtection: true,
  },
  secrets: {},
  services: {
    gateway: {
      variables: {
        // Add the sites whose pages call the API, separated by commas.
        CORS_ORIGINS: `https://${domain}`,
        RATE_LIMIT_PER_MINUTE: 6000,
      },
    },
  },
  operations: {
    alarmEmails: [],
    availabilityPercent: 99.9,
    latencyMilliseconds: 1000,
    monthlyBudget: 2500,
  },
  logRetentionDays: 365,
  deletionProtection: true,
  executeCommand: false,
  deployFrom: gitHubRepository,
};
