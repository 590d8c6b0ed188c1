/** A setting that is invalid, and how to fix it. */
export interface Violation {
  /** The environment or the service that the setting belongs to. */
  readonly subject: string;
  /** Path of the field: `network.cidr`. */
  readonly field: string;
  readonly value: unknown;
  /** Why the value is invalid and what to write instead. */
  readonly fix: string;
}

/**
 * Stops when there are violations.
 *
 * @throws Error that lists all of them
 */
export function assertNoViolations(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const lines = violations.map(
    ({ subject, field, value, fix }) => `  - ${subject}: ${field} is ${format(value)}: ${fix}`,
  );
  const count = violations.length === 1 ? 'One setting is' : `${violations.length} settings are`;
  throw new Error(`Nothing was synthesized. ${count} invalid:\n${lines.join('\n')}`);
}

function format(value: unknown): string {
  return value === undefined ? 'undefined' : JSON.stringify(value);
}
