import type { SynthesizedResource, SynthesizedStack } from '../synthesized/stacks.ts';

/** A rule that every synthesized resource of some types has to keep. */
export interface Policy {
  /** `containers/read-only-root`: the topic and the rule. */
  readonly id: string;
  /** What can happen where it is broken. */
  readonly reason: string;
  /** Who else says so: a control of AWS Security Hub, a pillar of Well-Architected, a benchmark. */
  readonly source: string;
  /** What to write instead. */
  readonly mend: string;
  /** The resources it looks at. `*` is all of them, `provider` and `backend` stand beside them. */
  readonly types: readonly string[];
  /** Where it holds; everywhere unless told. What all environments share counts as production. */
  readonly where?: 'production';
  /** What of a resource breaks it, nothing where all is well. */
  readonly breaches: (resource: SynthesizedResource, context: PolicyContext) => readonly Breach[];
}

/** What a policy may know besides the resource. */
interface PolicyContext {
  readonly stack: SynthesizedStack;
}

/** One thing that breaks a policy. */
export interface Breach {
  /** What is wrong, as part of a sentence about the resource: `keeps its logs for ever`. */
  readonly what: string;
  /** The part of the resource that it is about, by which an exception can name it: an action, a variable. */
  readonly subject?: string;
}

/** A breach unless something is true. */
export function unless(holds: boolean, what: string, subject?: string): Breach[] {
  return holds ? [] : [{ what, ...(subject !== undefined && { subject }) }];
}
