import type { Violation } from './check.ts';

/** The violations for people, by policy: why it is one, how to mend it, and where it is broken. */
export function report(violations: readonly Violation[]): string {
  const broken = [...new Set(violations.map(({ policy }) => policy))];
  const parts = broken.map((policy) =>
    [
      `${policy.id} (${policy.source})`,
      `  why:  ${policy.reason}`,
      `  mend: ${policy.mend}`,
      ...violations
        .filter((violation) => violation.policy === policy)
        .map(({ resource, what }) => `  - ${resource.stack}: ${resource.address} ${what}`),
    ].join('\n'),
  );
  const times = violations.length === 1 ? 'one place' : `${violations.length} places`;
  return `The infrastructure breaks ${broken.length === 1 ? 'a policy' : `${broken.length} policies`} in ${times}.\n\n${parts.join('\n\n')}\n\nWhat is meant to be so is an exception with its reason, in infra/src/policies/exceptions.ts.`;
}
