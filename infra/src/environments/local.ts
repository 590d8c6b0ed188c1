import path from 'node:path';
import { supportedProviderVersions } from '../terraform/provider-versions.ts';
import type { Environment } from './environment.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/**
 * An emulated AWS on this machine: the whole architecture, without cost and without an account.
 *
 * EMULATOR_URL                     its URL, by default http://127.0.0.1:5566
 * STOCKROOM_LOCAL_STATE_DIRECTORY  directory of its Terraform states, by default .data/local/terraform
 */
export const local: Environment = {
  name: 'local',
  production: false,
  account: {
    id: '000000000000',
    region: 'us-east-1',
    emulator: process.env.EMULATOR_URL || 'http://127.0.0.1:5566',
  },
  state: {
    kind: 'local',
    directory: path.resolve(
      repository,
      process.env.STOCKROOM_LOCAL_STATE_DIRECTORY || '.data/local/terraform',
    ),
  },
  providerVersion: supportedProviderVersions,
  registry: 'own',
  images: 'tag',
  defaultRelease: 'local',
  network: {
    cidr: '10.0.0.0/16',
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    natGateways: 'single',
    interfaceEndpoints: false,
  },
  capacity: { kind: 'fargate' },
  domain: undefined,
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
  operations: {
    alarmEmails: [],
    availabilityPercent: 99,
    latencyMilliseconds: 1000,
    monthlyBudget: 100,
  },
  logRetentionDays: 1,
  deletionProtection: false,
  executeCommand: false,
  deployFrom: undefined,
};
