import { type Operation, operations, type StreamedRead, streams } from '@stockroom/client/contract';
import { manifest as inventory } from '@stockroom/inventory/manifest';
import type { Config } from './config.ts';
import type { Upstream, UpstreamRoute } from './forwarding/upstream.ts';

/** Every service behind the gateway. */
export const upstreams = (config: Config): readonly Upstream[] => [
  {
    manifest: inventory,
    prefix: '/api/v1',
    url: config.INVENTORY_URL,
    routes: inventoryRoutes(),
  },
];

/** Largest body in bytes of an operation whose contract sets no limit. */
const defaultBodyLimit = 64 * 1024;

/** Imports and exports transfer the whole inventory and may take minutes; a feed has no end. */
const inventoryRoutes = (): UpstreamRoute[] => [
  ...Object.values<Operation>(operations).map(
    ({ method, path, upload, access, bodyLimit = defaultBodyLimit }): UpstreamRoute => ({
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
