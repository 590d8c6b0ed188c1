import type { SynthesizedResource, SynthesizedStack } from '../synthesized/stacks.ts';
import { exceptions as allExceptions, excepts, type PolicyException } from './exceptions.ts';
import { policies as allPolicies } from './policies.ts';
import type { Breach, Policy } from './policy.ts';

/** A policy that a resource breaks. */
export interface Violation extends Breach {
  readonly policy: Policy;
  readonly resource: SynthesizedResource;
}

/** What an environment has to say for its stacks to be judged. */
export interface PolicyEnvironment {
  readonly name: string;
  readonly production: boolean;
}

export interface CheckOptions {
  /** Every policy unless told. */
  readonly policies?: readonly Policy[];
  /** What is meant to be as it is; the exceptions of the repository unless told. */
  readonly exceptions?: readonly PolicyException[];
}

/** Every policy that is broken, in the order of the stacks. */
export function findViolations(
  stacks: readonly SynthesizedStack[],
  environments: readonly PolicyEnvironment[],
  { policies = allPolicies, exceptions = allExceptions }: CheckOptions = {},
): Violation[] {
  return stacks.flatMap((stack) => {
    const held = policies.filter(
      ({ where }) => where === undefined || belongsToProduction(stack, environments),
    );
    return stack.resources
      .flatMap((resource) => violationsOf(resource, stack, held))
      .filter((violation) => !exceptions.some((exception) => excepts(exception, violation)));
  });
}

function violationsOf(
  resource: SynthesizedResource,
  stack: SynthesizedStack,
  policies: readonly Policy[],
): Violation[] {
  return policies
    .filter(({ types }) => types.includes(resource.type) || types.includes('*'))
    .flatMap((policy) =>
      policy.breaches(resource, { stack }).map((breach) => ({ ...breach, policy, resource })),
    );
}

/** What belongs to no environment is shared with production. */
function belongsToProduction(
  { name }: SynthesizedStack,
  environments: readonly PolicyEnvironment[],
): boolean {
  const owner = environments.find((environment) => name.startsWith(`${environment.name}-`));
  return owner?.production ?? true;
}
