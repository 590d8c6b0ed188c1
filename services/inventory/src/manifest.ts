import { databaseSecrets, defineService } from '@stockroom/service/manifest';
import { environment } from './config.ts';

/** The inventory API: items, stock and its ledger. */
export const manifest = defineService({
  name: 'inventory',
  description: 'Inventory API: items, stock per location, and the ledger of movements',
  port: 3001,
  database: true,
  // The image has the bundles of server.ts and migrate.ts in its working directory.
  migrationCommand: ['node', 'migrate.js'],
  environment,
  secrets: databaseSecrets,
  cpu: 512,
  memory: 1024,
});
