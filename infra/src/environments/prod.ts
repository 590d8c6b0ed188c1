import type { Environment } from './schema.ts';
import { sharedAccount, sharedState } from './shared.ts';

/** Production: survives the loss of an Availability Zone, and refuses to lose data. */
export const prod: Environment = {
  name: 'prod',
  production: true,
  account: sharedAccount,
  state: sharedState,
  registry: 'shared',
  images: 'digest',
  defaultRelease: undefined,
  network: {
    cidr: '10.30.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    natGateways: 'per-zone',
  },
  capacity: 'fargate',
  domain: { name: 'stockroom.example.com', hostedZone: 'stockroom.example.com' },
  database: {
    kind: 'documentdb',
    instanceClass: 'db.r6g.large',
    instances: 3,
    backupRetentionDays: 30,
  },
  logRetentionDays: 365,
  deletionProtection: true,
  executeCommand: false,
};
