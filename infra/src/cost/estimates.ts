import type { ServiceManifest } from '@stockroom/service/manifest';
import type { Deployment, Environment } from '../environments/environment.ts';
import { addEnvironmentStacks, addSharedStacks } from '../stacks/index.ts';
import { type Estimate, estimate } from './estimate.ts';
import { synthesizeStacks } from './synthesize.ts';
import { otherUsage, productionUsage } from './usage.ts';

/** The cost of the shared stacks and of every environment in AWS; an emulated AWS is free. */
export function estimateAll(
  environments: readonly Environment[],
  shared: Deployment,
  services: readonly ServiceManifest[],
): Estimate[] {
  return [
    estimate(
      shared.name,
      synthesizeStacks((app) => addSharedStacks(app, shared, services, environments)),
      otherUsage,
    ),
    ...environments
      .filter(({ account }) => account.emulator === undefined)
      .map((environment) =>
        estimate(
          environment.name,
          synthesizeStacks((app) => addEnvironmentStacks(app, environment, shared, services)),
          environment.production ? productionUsage : otherUsage,
        ),
      ),
  ];
}
