import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type InventoryClient } from '@stockroom/client';
import { keyFile, makeKey } from '@stockroom/gateway/api-keys';
import { ServiceProcess } from './service-process.ts';

/** Variables of the services that differ from those of a developer's machine. */
export interface Variables {
  readonly gateway?: Readonly<Record<string, string>>;
  readonly inventory?: Readonly<Record<string, string>>;
}

/** All of Stockroom as real processes, with demo data in a folder of its own. */
export interface Stockroom {
  /** Where the gateway answers. */
  readonly url: string;
  /** An API key that may do everything. */
  readonly apiKey: string;
  /** The API at the gateway, as a program uses it with that key. */
  readonly api: InventoryClient;
  /** A key of another caller, which may read. */
  readonly readerKey: string;
  readonly gateway: ServiceProcess;
  readonly inventory: ServiceProcess;
  /** Stops everything and leaves nothing behind. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts Stockroom on free ports, with the development issuer for people and API keys for tests.
 */
export async function startStockroom(variables: Variables = {}): Promise<Stockroom> {
  const data = await mkdtemp(join(tmpdir(), 'stockroom-'));
  const keysFile = join(data, 'api-keys.json');
  const { secret, key } = makeKey('system-tests', 'inventory:admin');
  const reader = makeKey('system-tests-reader', 'inventory:read');
  await keyFile(keysFile).change(() => [key, reader.key]);

  const actorKey = randomBytes(32).toString('base64url');
  const running: ServiceProcess[] = [];
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()));
    await rm(data, { recursive: true });
  };
  try {
    const inventory = await ServiceProcess.start('inventory', () => ({
      ACTOR_KEY: actorKey,
      DATA_DIRECTORY: join(data, 'inventory'),
      DEMO_DATA: 'true',
      ...variables.inventory,
    }));
    running.push(inventory);
    const gateway = await ServiceProcess.start('gateway', (url) => ({
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
