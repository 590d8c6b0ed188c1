import { manifest as gateway } from '@stockroom/gateway/manifest';
import { manifest as inventory } from '@stockroom/inventory/manifest';
import type { ServiceManifest } from '@stockroom/service/manifest';

/** Every service of the system. A new one needs its directory and an entry here. */
export const services: readonly ServiceManifest[] = [gateway, inventory];
