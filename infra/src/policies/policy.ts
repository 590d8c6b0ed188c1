import type { SynthesizedResource, SynthesizedStack } from '../synthesized/stacks.ts';

/** A rule for every synthesized resource of some types. */
export interface Policy {
  /** `containers/read-only-root`: the topic and the rule. */
  readonly id: string;
  /** What can happen without it. */
  readonly reason: string;
  /** Where it comes from: a control of AWS Security Hub, a pillar of Well-Architected, a benchmark. */
  readonly source: string;
  /** What to write instead. */
  readonly fix: string;
  /** The resource types that it checks. `*` is all of them, besides resources also `provider` and `backend`. */
  readonly types: readonly string[];
  /** Where it applies; everywhere by default. What all environments share counts as production. */
  readonly where?: 'production';
  /** The violations of a resource; empty for a compliant one. */
  readonly violations: (
    resource: SynthesizedResource,
    context: PolicyContext,
  ) => readonly ResourceViolation[];
}

/** What a policy may look at besides the resource. */
interface PolicyContext {
  readonly stack: SynthesizedStack;
}

/** One thing in a resource that a policy does not allow. */
export interface ResourceViolation {
  /** Part of a sentence about the resource: `never deletes its logs`. */
  readonly message: string;
  /** The part of the resource that it is about, for exceptions: an action, a variable. */
  readonly subject?: string;
}

/** A violation together with the policy and the resource. */
export interface PolicyViolation extends ResourceViolation {
  readonly policy: Policy;
  readonly resource: SynthesizedResource;
}

/** A violation, unless a condition is true. */
export function unless(holds: boolean, message: string, subject?: string): ResourceViolation[] {
  return holds ? [] : [{ message, ...(subject !== undefined && { subject }) }];
}
