import type { Violation } from './violation.ts';

/** A rule across several fields. The formats and ranges of single fields are in the schemas. */
export interface Rule<Thing> {
  /** Path of the field that the rule reports: `network.natGateways`. */
  readonly field: string;
  readonly holds: (thing: Thing) => boolean;
  readonly fix: string;
}

/**
 * Every rule that does not hold, as violations.
 *
 * A rule that cannot be evaluated is skipped: a field that it reads is missing, which the schema
 * reports.
 *
 * @param path what `field` is relative to: `services.gateway`
 */
export function ruleViolations<Thing extends object>(
  subject: string,
  thing: Thing,
  rules: readonly Rule<Thing>[],
  path = '',
): Violation[] {
  return rules
    .filter((rule) => !holds(rule, thing))
    .map(({ field, fix }) => ({
      subject,
      field: join(path, field),
      value: valueAt(thing, field),
      fix,
    }));
}

/** `services.gateway` and `cpu` -> `services.gateway.cpu` */
export function join(path: string, field: string): string {
  return path === '' ? field : `${path}.${field}`;
}

function holds<Thing>(rule: Rule<Thing>, thing: Thing): boolean {
  try {
    return rule.holds(thing);
  } catch (error) {
    if (error instanceof TypeError) return true;
    throw error;
  }
}

function valueAt(thing: object, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Record<string, unknown>)[key]
          : undefined,
      thing,
    );
}
