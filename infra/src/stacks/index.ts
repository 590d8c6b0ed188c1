import path from 'node:path';
import type { ServiceManifest } from '@stockroom/service/manifest';
import type { App } from 'cdktf';
import { repositoryIn } from '../constructs/registry/repository.ts';
import { deployedServices } from '../deployed-service.ts';
import type { Deployment, Environment } from '../environments/environment.ts';
import { gitHubRepository } from '../environments/shared.ts';
import { DataStack } from './data.ts';
import { NetworkStack } from './network.ts';
import { PlatformStack } from './platform.ts';
import { RegistryStack } from './registry.ts';
import { ServicesStack } from './services.ts';
import { StateStack } from './state.ts';

const sharedStateDirectory = path.resolve(import.meta.dirname, '../../../.data/shared/terraform');

/**
 * The stacks of no environment, deployed once, before the first environment.
 *
 * @param environments those that run the shared images, possibly in other accounts
 */
export function addSharedStacks(
  app: App,
  shared: Deployment,
  services: readonly ServiceManifest[],
  environments: readonly Environment[] = [],
): void {
  new StateStack(app, shared, { kind: 'local', directory: sharedStateDirectory });
  new RegistryStack(app, shared, {
    services,
    immutableTags: true,
    deletionProtection: true,
    pulledBy: otherAccounts(shared, environments),
    pushedFrom: gitHubRepository,
  });
}

/** Accounts that run the shared images, besides the one that has them. */
function otherAccounts(shared: Deployment, environments: readonly Environment[]): string[] {
  const ids = environments
    .filter(({ registry }) => registry === 'shared')
    .map(({ account }) => account.id)
    .filter((id) => id !== shared.account.id);
  return [...new Set(ids)];
}

/**
 * The stacks of an environment, each after those that it depends on.
 *
 * @param environments all environments: those of one account share what an account has once
 */
export function addEnvironmentStacks(
  app: App,
  environment: Environment,
  shared: Deployment,
  services: readonly ServiceManifest[],
  environments: readonly Environment[] = [environment],
): void {
  const repositories =
    environment.registry === 'own'
      ? new RegistryStack(app, environment, {
          services,
          immutableTags: environment.images === 'digest',
          deletionProtection: environment.deletionProtection,
        }).repositories
      : Object.fromEntries(services.map(({ name }) => [name, repositoryIn(shared.account, name)]));
  const network = new NetworkStack(app, environment);
  const data = new DataStack(app, environment, network);
  const platform = new PlatformStack(app, environment, {
    network,
    repositories,
    createsGitHubOidcProvider: createsGitHubOidcProvider(environment, shared, environments),
  });
  new ServicesStack(app, environment, {
    network,
    data,
    platform,
    services: deployedServices(environment, services),
    repositories,
  });
}

/** Whether an environment is the first of its account that GitHub deploys: that one creates the OIDC provider. */
function createsGitHubOidcProvider(
  { name, account }: Environment,
  shared: Deployment,
  environments: readonly Environment[],
): boolean {
  if (account.id === shared.account.id) return false;
  const [first] = environments.filter(
    (other) => other.account.id === account.id && other.deployFrom !== undefined,
  );
  return first?.name === name;
}
