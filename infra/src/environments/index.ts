import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dev } from './dev.ts';
import type { Environment } from './environment.ts';
import { local } from './local.ts';
import { prod } from './prod.ts';
import { staging } from './staging.ts';

export type { Account, Deployment, Environment, State } from './environment.ts';
export { shared } from './shared.ts';

/**
 * The environments to synthesize: all of them, or those that the module named by
 * STOCKROOM_ENVIRONMENTS exports as `environments`, which tests do.
 */
export async function loadEnvironments(): Promise<readonly Environment[]> {
  const file = process.env.STOCKROOM_ENVIRONMENTS;
  if (!file) return environments;
  const loaded = (await import(pathToFileURL(path.resolve(file)).href)) as {
    readonly environments: readonly Environment[];
  };
  return loaded.environments;
}

/** Every environment. A new one needs its file and an entry here. */
export const environments: readonly Environment[] = [local, dev, staging, prod];
