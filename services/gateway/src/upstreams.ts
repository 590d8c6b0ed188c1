import {
  type Access,
  type Operation,
  operations,
  type StreamedRead,
  streams,
} from '@stockroom/client/contract';
import { manifest as inventory } from '@stockroom/inventory/manifest';
import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Config } from './config.ts';
import type { Kind } from './forwarding/upstream-client.ts';

/** A route of a service behind the gateway, known by name in logs, metrics and limits. */
export interface UpstreamRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces. */
  readonly path: string;
  readonly kind: Kind;
  readonly access: Access;
  /** Largest body in bytes; that of an upload without it. */
  readonly bodyLimit?: number;
}

/** A service behind the gateway, and which requests are for it. */
export interface Upstream {
  readonly manifest: ServiceManifest;
  /** Paths that begin so go to it, unchanged. */
  readonly prefix: `/${string}`;
  /** Where it answers. */
  readonly url: string;
  /** Its routes; what else has the prefix goes to it as well, as an administrator's ordinary request. */
  readonly routes: readonly UpstreamRoute[];
}

/** Every service behind the gateway. */
export const upstreams = (config: Config): readonly Upstream[] => [
  {
    manifest: inventory,
    prefix: '/api/v1',
    url: config.INVENTORY_URL,
    routes: inventoryRoutes(),
  },
];

/** Largest body in bytes where the contract does not say it. */
const usualBodyLimit = 64 * 1024;

/** Imports and exports move the whole stock and may take minutes; a feed has no end. */
const inventoryRoutes = (): UpstreamRoute[] => [
  ...Object.values<Operation>(operations).map(
    ({ method, path, upload, access, bodyLimit = usualBodyLimit }): UpstreamRoute => ({
      method,
      path,
      kind: upload ? 'bulk' : 'ordinary',
      access,
      ...(!upload && { bodyLimit }),
    }),
  ),
  ...Object.values<StreamedRead>(streams).map(
    ({ method, path, success, access }): UpstreamRoute => ({
      method,
      path,
      kind: success.types.includes('text/event-stream') ? 'events' : 'bulk',
      access,
    }),
  ),
];
