import type { Account, Deployment, State } from './environment.ts';

/**
 * The account of what all environments share: the Terraform state and the images. Replace the id with
 * yours before the first deployment; Terraform rejects credentials of every other account.
 */
export const sharedAccount: Account = {
  id: '111111111111',
  region: 'us-east-1',
  emulator: undefined,
};

/** The bucket of the `shared-state` stack. Bucket names are globally unique, so it has the account's id. */
export const sharedState: State = {
  kind: 's3',
  bucket: `stockroom-terraform-state-${sharedAccount.id}`,
  region: sharedAccount.region,
};

/** The repository on GitHub whose workflows build releases and deploy them. Replace it with yours. */
export const gitHubRepository = 'example/stockroom';

/** The stacks of no environment. */
export const shared: Deployment = {
  name: 'shared',
  account: sharedAccount,
  state: sharedState,
  providerVersion: '6.25.0',
};
