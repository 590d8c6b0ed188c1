import type { Access } from '@stockroom/client/contract';
import type { ServiceManifest } from '@stockroom/service/manifest';
import type { RequestKind } from './request-kind.ts';

/** A route of an upstream service. Logs, metrics and limits use its path. */
export interface UpstreamRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with parameters in braces. */
  readonly path: string;
  readonly kind: RequestKind;
  readonly access: Access;
  /** Largest body in bytes. Default: the limit for uploads. */
  readonly bodyLimit?: number;
}

/** A service behind the gateway, and the requests that are forwarded to it. */
export interface Upstream {
  readonly manifest: ServiceManifest;
  /** Requests to paths with this prefix are forwarded, with the path unchanged. */
  readonly prefix: `/${string}`;
  /** Its base URL. */
  readonly url: string;
  /** Its routes. Any other path with the prefix is an ordinary request and requires an administrator. */
  readonly routes: readonly UpstreamRoute[];
}
