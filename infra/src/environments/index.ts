import { dev } from './dev.ts';
import { local } from './local.ts';
import { prod } from './prod.ts';
import type { Environment } from './schema.ts';
import { staging } from './staging.ts';

export type { Account, Deployment, Environment, State } from './schema.ts';
export { shared } from './shared.ts';

/** Every environment. A new one is its file and one word here. */
export const environments: readonly Environment[] = [local, dev, staging, prod];
