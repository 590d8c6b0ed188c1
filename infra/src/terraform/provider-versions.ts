/** The AWS provider, as Terraform addresses it. */
export const awsProvider = 'registry.terraform.io/hashicorp/aws';

/**
 * The versions of the AWS provider that the stacks work with. The bindings carry the schema of
 * version 6; what the stacks set is known to 5.100 as well.
 */
const awsProviderVersions = { atLeast: [5, 100, 0], below: [7, 0, 0] } as const;

/** The same as Terraform writes it. */
export const awsProviderConstraint = `>= ${awsProviderVersions.atLeast.join('.')}, < ${awsProviderVersions.below.join('.')}`;

/** Whether the stacks work with a version: `5.100.0` */
export function isSupported(version: string): boolean {
  const { atLeast, below } = awsProviderVersions;
  const numbers = version.split('.').map(Number);
  return compare(numbers, atLeast) >= 0 && compare(numbers, below) < 0;
}

/** Negative when the first version is the older one. */
export function compare(one: readonly number[], other: readonly number[]): number {
  for (const index of [0, 1, 2]) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
