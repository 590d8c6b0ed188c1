/** The AWS provider, as Terraform addresses it. */
export const awsProvider = 'registry.terraform.io/hashicorp/aws';

/**
 * The versions of the AWS provider that the stacks work with, as a Terraform version constraint. The
 * bindings carry the schema of version 6; 5.100 supports everything that the stacks use.
 */
export const supportedProviderVersions = '>= 5.100.0, < 7.0.0';

/** Whether a text is one version: `6.25.0`. */
export function isExactVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(text);
}

/** Whether a text is a version constraint of the operators `=`, `>=`, `>`, `<=` and `<`: `>= 5.100.0, < 7.0.0`. */
export function isVersionConstraint(text: string): boolean {
  return text.split(',').every((part) => condition.test(part.trim()));
}

/** Whether a version meets a constraint, which may also be one version. */
export function satisfies(version: string, constraint: string): boolean {
  if (!isExactVersion(version)) return false;
  return constraint.split(',').every((part) => {
    const [, operator = '=', bound] = condition.exec(part.trim()) ?? [];
    return bound !== undefined && comparisons[operator]?.(compareVersions(version, bound)) === true;
  });
}

/** Negative when the first version is the older one. */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [one, other].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (first?.[index] ?? 0) - (second?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const condition = /^(=|>=|>|<=|<)?\s*(\d+\.\d+\.\d+)$/;

const comparisons: Readonly<Record<string, (difference: number) => boolean>> = {
  '=': (difference) => difference === 0,
  '>=': (difference) => difference >= 0,
  '>': (difference) => difference > 0,
  '<=': (difference) => difference <= 0,
  '<': (difference) => difference < 0,
};
