import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InventoryClient } from '@stockroom/client';
import { ServiceProcess } from './service-process.ts';

/** All of Stockroom as real processes, with demo data in a folder of its own. */
export interface Stockroom {
  /** Where the gateway answers. */
  readonly url: string;
  /** The API at the gateway, as another person would use it. */
  readonly api: InventoryClient;
  readonly inventory: ServiceProcess;
  /** Stops everything and leaves nothing behind. */
  readonly stop: () => Promise<void>;
}

/** Starts Stockroom on free ports. */
export async function startStockroom(): Promise<Stockroom> {
  const data = await mkdtemp(join(tmpdir(), 'stockroom-'));
  const inventory = await ServiceProcess.start('inventory', {
    DATA_DIRECTORY: data,
    DEMO_DATA: 'true',
  });
  const gateway = await ServiceProcess.start('gateway', { INVENTORY_URL: inventory.url });
  return {
    url: gateway.url,
    api: createClient({ baseUrl: gateway.url }),
    inventory,
    stop: async () => {
      await Promise.all([gateway.stop(), inventory.stop()]);
      await rm(data, { recursive: true });
    },
  };
}
