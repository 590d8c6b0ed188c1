import { manifest as inventory } from '@stockroom/inventory/manifest';
import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Config } from './config.ts';

/** A service behind the gateway, and which requests are for it. */
export interface Upstream {
  readonly manifest: ServiceManifest;
  /** Paths that begin so go to it, unchanged. */
  readonly prefix: `/${string}`;
  /** Where it answers. */
  readonly url: string;
}

/** Every service behind the gateway. */
export const upstreams = (config: Config): readonly Upstream[] => [
  { manifest: inventory, prefix: '/api/v1', url: config.INVENTORY_URL },
];
