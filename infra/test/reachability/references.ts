import path from 'node:path';
import { type Attributes, type SynthesizedStack, strings } from '../../src/synthesized/stacks.ts';

/**
 * What a value refers to, through the states of other stacks where it does: the resource as
 * `dev-network/aws_vpc.vpc`. A value that refers to nothing is itself.
 */
export function resolve(
  stacks: readonly SynthesizedStack[],
  stack: string,
  value: unknown,
): string {
  const expression = /^\$\{(.*)\}$/.exec(String(value))?.[1];
  if (expression === undefined) return String(value);

  const [, reference, output] =
    /^data\.terraform_remote_state\.(\w+)\.outputs\.(\w+)$/.exec(expression) ?? [];
  if (reference === undefined || output === undefined) {
    const [type, name] = expression.split('.');
    return `${stack}/${type}.${name}`;
  }
  const source = sourceOf(named(stacks, stack), reference);
  const outputs = named(stacks, source).json.output as Record<string, Attributes>;
  return resolve(stacks, source, outputs[output]?.value);
}

/** What each of the values of an attribute refers to. */
export function resolveAll(
  stacks: readonly SynthesizedStack[],
  stack: string,
  values: unknown,
): string[] {
  return strings(values).map((value) => resolve(stacks, stack, value));
}

/** The stack whose state is read: its file is called after it. */
function sourceOf(stack: SynthesizedStack, reference: string): string {
  const { data } = stack.json as { data: Record<string, Record<string, { config: Attributes }>> };
  const config = data.terraform_remote_state?.[reference]?.config ?? {};
  return path.basename(String(config.key ?? config.path), '.tfstate');
}

function named(stacks: readonly SynthesizedStack[], name: string): SynthesizedStack {
  const stack = stacks.find((one) => one.name === name);
  if (stack === undefined) throw new Error(`There is no stack ${name}`);
  return stack;
}
