import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InventoryClient } from '@stockroom/client';
import { keyFile, makeKey } from '@stockroom/gateway/api-keys';
import { RestartableService } from './restartable-service.ts';

/** Overrides for the environments of the services. */
interface Variables {
  readonly gateway?: Readonly<Record<string, string>>;
  readonly inventory?: Readonly<Record<string, string>>;
}

/** The gateway and the inventory as processes, with demo data in a temporary folder. */
export interface Stockroom {
  /** The URL of the gateway. */
  readonly url: string;
  /** An API key with the scope `inventory:admin`. */
  readonly apiKey: string;
  /** A client of the gateway with that key. */
  readonly api: InventoryClient;
  /** An API key of another caller, with the scope `inventory:read`. */
  readonly readerKey: string;
  readonly gateway: RestartableService;
  readonly inventory: RestartableService;
  /** Stops the processes and removes the data. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts Stockroom on free ports, with the development issuer and API keys for the tests.
 */
export async function startStockroom(variables: Variables = {}): Promise<Stockroom> {
  const data = await mkdtemp(join(tmpdir(), 'stockroom-'));
  const keysFile = join(data, 'api-keys.json');
  const { secret, key } = makeKey('system-tests', 'inventory:admin');
  const reader = makeKey('system-tests-reader', 'inventory:read');
  await keyFile(keysFile).change(() => [key, reader.key]);

  const actorKey = randomBytes(32).toString('base64url');
  const running: RestartableService[] = [];
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()));
    await rm(data, { recursive: true });
  };
  try {
    const inventory = await RestartableService.start('inventory', () => ({
      ACTOR_KEY: actorKey,
      DATA_DIRECTORY: join(data, 'inventory'),
      DEMO_DATA: 'true',
      ...variables.inventory,
    }));
    running.push(inventory);
    const gateway = await RestartableService.start('gateway', (url) => ({
      INVENTORY_URL: inventory.url,
      ACTOR_KEY: actorKey,
      PUBLIC_URL: url,
      DEVELOPMENT_SIGN_IN: 'true',
      SESSION_KEY: randomBytes(32).toString('base64url'),
      API_KEYS_FILE: keysFile,
      ...variables.gateway,
    }));
    running.push(gateway);
    const headers = { authorization: `Bearer ${secret}` };
    const api = createClient({ baseUrl: gateway.url, headers });
    const keys = { apiKey: secret, readerKey: reader.secret };
    return { url: gateway.url, ...keys, api, gateway, inventory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
