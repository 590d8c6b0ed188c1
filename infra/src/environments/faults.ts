/** A setting that cannot work, and what to do about it. */
export interface Fault {
  /** What it belongs to: an environment's or a service's name. */
  readonly of: string;
  /** Path of the field: `network.cidr`. */
  readonly field: string;
  readonly value: unknown;
  /** What is wrong with the value and what to write instead. */
  readonly fix: string;
}

/** What must be true of a thing, and the fix where it is not. `field` is the path of what is judged. */
export interface Rule<Thing> {
  readonly field: string;
  readonly holds: (thing: Thing) => boolean;
  readonly fix: string;
}

/** Every rule that a thing breaks, as faults. A rule that cannot be judged counts as broken. */
export function faultsOf<Thing extends object>(
  of: string,
  thing: Thing,
  rules: readonly Rule<Thing>[],
): Fault[] {
  return rules
    .filter((rule) => !isMet(rule, thing))
    .map(({ field, fix }) => ({ of, field, value: valueAt(thing, field), fix }));
}

/**
 * Refuses to go on when there are faults.
 *
 * @throws Error that lists every one of them
 */
export function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  const lines = faults.map(
    ({ of, field, value, fix }) => `  - ${of}: ${field} is ${JSON.stringify(value)}: ${fix}`,
  );
  throw new Error(
    `The infrastructure cannot be built: ${faults.length === 1 ? 'one setting does' : `${faults.length} settings do`} not work.\n${lines.join('\n')}`,
  );
}

function isMet<Thing>(rule: Rule<Thing>, thing: Thing): boolean {
  try {
    return rule.holds(thing);
  } catch {
    // A field that is missing altogether, which only values that were never type-checked have.
    return false;
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
