import type { SynthesizedResource, SynthesizedStack } from '../synthesized/stacks.ts';
import { accepts, exceptions as allExceptions, type PolicyException } from './exceptions.ts';
import { policies as allPolicies } from './policies.ts';
import type { Policy, PolicyViolation } from './policy.ts';

/** What the check needs to know of an environment. */
export interface PolicyEnvironment {
  readonly name: string;
  readonly production: boolean;
}

export interface CheckOptions {
  /** All policies by default. */
  readonly policies?: readonly Policy[];
  /** Accepted violations; those of the repository by default. */
  readonly exceptions?: readonly PolicyException[];
}

/** Every violation that no exception accepts, in the order of the stacks. */
export function findViolations(
  stacks: readonly SynthesizedStack[],
  environments: readonly PolicyEnvironment[],
  { policies = allPolicies, exceptions = allExceptions }: CheckOptions = {},
): PolicyViolation[] {
  return stacks.flatMap((stack) => {
    const applicable = policies.filter(
      ({ where }) => where === undefined || belongsToProduction(stack, environments),
    );
    return stack.resources
      .flatMap((resource) => violationsOf(resource, stack, applicable))
      .filter((violation) => !exceptions.some((exception) => accepts(exception, violation)));
  });
}

function violationsOf(
  resource: SynthesizedResource,
  stack: SynthesizedStack,
  policies: readonly Policy[],
): PolicyViolation[] {
  return policies
    .filter(({ types }) => types.includes(resource.type) || types.includes('*'))
    .flatMap((policy) =>
      policy
        .violations(resource, { stack })
        .map((violation) => ({ ...violation, policy, resource })),
    );
}

/** Stacks of no environment are shared with production. */
function belongsToProduction(
  { name }: SynthesizedStack,
  environments: readonly PolicyEnvironment[],
): boolean {
  const owner = environments.find((environment) => name.startsWith(`${environment.name}-`));
  return owner?.production ?? true;
}
