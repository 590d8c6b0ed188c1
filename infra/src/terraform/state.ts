import path from 'node:path';
import { findTerraform, terraformEnvironment } from './find-terraform.ts';
import { run } from './run.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

export interface StackOptions {
  /** The directory of the synthesized stacks; `cdktf.out` at the root by default. */
  readonly outputDirectory?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** The addresses in a stack's state: `aws_vpc.vpc`, ... Empty when nothing is deployed. */
export async function listResources(stack: string, options: StackOptions = {}): Promise<string[]> {
  const output = await terraform(stack, ['state', 'list'], options);
  return output.split('\n').filter((line) => line !== '');
}

/** A stack's outputs, by name: `url`, `services`, ... without those that stacks read of each other. */
export async function readOutputs(
  stack: string,
  options: StackOptions = {},
): Promise<Record<string, unknown>> {
  const output = await terraform(stack, ['output', '-json'], options);
  const outputs = JSON.parse(output) as Record<string, { readonly value: unknown }>;
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => !name.startsWith('cross_stack_output_'))
      .map(([name, { value }]) => [name, value]),
  );
}

/** The whole state of a stack, as `terraform show -json` prints it. */
export async function showState(stack: string, options: StackOptions = {}): Promise<unknown> {
  return JSON.parse(await terraform(stack, ['show', '-json'], options));
}

/**
 * What another deployment would change in a stack, as Terraform prints it; `undefined` for nothing.
 * The stacks that it depends on must be deployed.
 */
export async function planChanges(
  stack: string,
  options: StackOptions = {},
): Promise<string | undefined> {
  const { exitCode, output } = await runTerraform(
    stack,
    ['plan', '-detailed-exitcode', '-input=false', '-no-color', '-lock=false'],
    options,
  );
  if (exitCode === 0) return undefined;
  if (exitCode === 2) return output;
  throw new Error(`terraform plan failed in ${stack}:\n${output.trim()}`);
}

async function terraform(
  stack: string,
  parameters: readonly string[],
  options: StackOptions,
): Promise<string> {
  const { exitCode, stdout, output } = await runTerraform(stack, parameters, options);
  if (exitCode === 0) return stdout;
  throw new Error(`terraform ${parameters.join(' ')} failed in ${stack}:\n${output.trim()}`);
}

async function runTerraform(
  stack: string,
  parameters: readonly string[],
  { outputDirectory = path.join(repository, 'cdktf.out'), environment = {} }: StackOptions,
) {
  const { program } = await findTerraform();
  return run(program, parameters, {
    directory: path.join(outputDirectory, 'stacks', stack),
    environment: { ...terraformEnvironment(), ...environment },
    onOutput: () => {},
  });
}
