import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Deployment, Environment } from '../environments/environment.ts';
import { deploymentViolations, environmentViolations } from './environments.ts';
import { serviceSettingsViolations } from './service-settings.ts';
import { secretViolations, serviceViolations } from './services.ts';
import { assertNoViolations } from './violation.ts';

/**
 * Checks environments and services, alone and together, before anything is synthesized.
 *
 * @param shared what belongs to no environment
 * @throws Error that names every violation: whose setting it is, the field, its value and the fix
 */
export function assertDeployable(
  environments: readonly Environment[],
  services: readonly ServiceManifest[],
  shared?: Deployment,
): void {
  assertNoViolations([
    ...(shared === undefined ? [] : deploymentViolations(shared)),
    ...environmentViolations(environments),
    ...serviceViolations(services),
    ...environments.flatMap((environment) => [
      ...secretViolations(environment, services),
      ...serviceSettingsViolations(environment, services),
    ]),
  ]);
}
