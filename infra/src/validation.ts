import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Environment } from './environments/environment.ts';
import { refuse } from './environments/faults.ts';
import { faultsOfEnvironments } from './environments/rules.ts';
import { faultsOfSecrets, faultsOfServices } from './service-rules.ts';

/**
 * Refuses environments and services that cannot work, alone or together, before anything is built.
 *
 * @throws Error that names every fault: whose it is, the field, its value and the fix
 */
export function assertDeployable(
  environments: readonly Environment[],
  services: readonly ServiceManifest[],
): void {
  refuse([
    ...faultsOfEnvironments(environments),
    ...faultsOfServices(services),
    ...environments.flatMap((environment) => faultsOfSecrets(environment, services)),
  ]);
}
