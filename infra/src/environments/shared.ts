import type { Account, Deployment, State } from './environment.ts';

/**
 * The account that holds what all environments share: the Terraform state and the images.
 * Replace the id by your own before the first deployment; Terraform refuses every other account.
 */
export const sharedAccount: Account = {
  id: '111111111111',
  region: 'us-east-1',
  emulator: undefined,
};

/** The bucket of the `shared-state` stack. Bucket names are unique in the world: the id makes it so. */
export const sharedState: State = {
  kind: 's3',
  bucket: `stockroom-terraform-state-${sharedAccount.id}`,
  region: sharedAccount.region,
};

/** The repository on GitHub whose workflows build releases and deploy them. Replace it by your own. */
export const gitHubRepository = 'example/stockroom';

/** What belongs to no environment. */
export const shared: Deployment = {
  name: 'shared',
  account: sharedAccount,
  state: sharedState,
  providerVersion: '6.25.0',
};
