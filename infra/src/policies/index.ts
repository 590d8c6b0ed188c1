import type { App } from 'cdktf';
import { readSynthesized } from '../synthesized/stacks.ts';
import { findViolations, type PolicyEnvironment } from './check.ts';
import { report } from './report.ts';

/**
 * Checks the synthesized stacks against the policies.
 *
 * @throws Error that names every violation: the policy, the resource, what is wrong and how to fix it
 */
export function assertPolicies(app: App, environments: readonly PolicyEnvironment[]): void {
  const violations = findViolations(readSynthesized(app), environments);
  if (violations.length > 0) throw new Error(report(violations));
}
