import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InventoryClient } from '@stockroom/client';
import { keyFile, makeKey } from '@stockroom/gateway/api-keys';
import { ServiceProcess } from './service-process.ts';

/** All of Stockroom as real processes, with demo data in a folder of its own. */
export interface Stockroom {
  /** Where the gateway answers. */
  readonly url: string;
  /** An API key that may do everything. */
  readonly apiKey: string;
  /** The API at the gateway, as a program uses it with that key. */
  readonly api: InventoryClient;
  readonly inventory: ServiceProcess;
  /** Stops everything and leaves nothing behind. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts Stockroom on free ports, with the development issuer for people and an API key for tests.
 *
 * @param gatewayVariables the gateway's variables that differ from those of a developer's machine
 */
export async function startStockroom(
  gatewayVariables: Readonly<Record<string, string>> = {},
): Promise<Stockroom> {
  const data = await mkdtemp(join(tmpdir(), 'stockroom-'));
  const keysFile = join(data, 'api-keys.json');
  const { secret, key } = makeKey('system-tests', 'inventory:admin');
  await keyFile(keysFile).change(() => [key]);

  const running: ServiceProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()));
    await rm(data, { recursive: true });
  };
  try {
    const inventory = await ServiceProcess.start('inventory', () => ({
      DATA_DIRECTORY: join(data, 'inventory'),
      DEMO_DATA: 'true',
    }));
    running.push(inventory);
    const gateway = await ServiceProcess.start('gateway', (url) => ({
      INVENTORY_URL: inventory.url,
      PUBLIC_URL: url,
      DEVELOPMENT_SIGN_IN: 'true',
      SESSION_KEY: randomBytes(32).toString('base64url'),
      API_KEYS_FILE: keysFile,
      ...gatewayVariables,
    }));
    running.push(gateway);
    const headers = { authorization: `Bearer ${secret}` };
    const api = createClient({ baseUrl: gateway.url, headers });
    return { url: gateway.url, apiKey: secret, api, inventory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
