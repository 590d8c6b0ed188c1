import type { Environment } from './schema.ts';
import { sharedAccount, sharedState } from './shared.ts';

/** The rehearsal: production in everything but size. */
export const staging: Environment = {
  name: 'staging',
  production: false,
  account: sharedAccount,
  state: sharedState,
  registry: 'shared',
  images: 'digest',
  defaultRelease: undefined,
  network: {
    cidr: '10.20.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
    natGateways: 'single',
  },
  capacity: 'fargate',
  domain: { name: 'staging.stockroom.example.com', hostedZone: 'stockroom.example.com' },
  database: {
    kind: 'documentdb',
    instanceClass: 'db.t4g.medium',
    instances: 2,
    backupRetentionDays: 7,
  },
  logRetentionDays: 30,
  deletionProtection: false,
  executeCommand: false,
};
