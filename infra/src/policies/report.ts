import type { PolicyViolation } from './policy.ts';

/** The violations as text, by policy: the reason, the fix, and every resource. */
export function report(violations: readonly PolicyViolation[]): string {
  const violated = [...new Set(violations.map(({ policy }) => policy))];
  const parts = violated.map((policy) =>
    [
      `${policy.id} (${policy.source})`,
      `  why: ${policy.reason}`,
      `  fix: ${policy.fix}`,
      ...violations
        .filter((violation) => violation.policy === policy)
        .map(({ resource, message }) => `  - ${resource.stack}: ${resource.address} ${message}`),
    ].join('\n'),
  );
  const times = violations.length === 1 ? 'one place' : `${violations.length} places`;
  return `The infrastructure violates ${violated.length === 1 ? 'a policy' : `${violated.length} policies`} in ${times}.\n\n${parts.join('\n\n')}\n\nTo accept a violation, add an exception with its reason to infra/src/policies/exceptions.ts.`;
}
