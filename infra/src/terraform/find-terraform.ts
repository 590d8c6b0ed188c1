import { existsSync } from 'node:fs';
import { compare } from './provider-versions.ts';
import { run } from './run.ts';

/** The first with values that it passes on and never keeps (ephemeral, write-only). */
const oldestVersion = [1, 11, 0] as const;

/** The same as Terraform writes it. */
export const terraformConstraint = `>= ${oldestVersion.join('.')}`;

export interface Terraform {
  /** The program: `terraform`, or what TERRAFORM_BINARY_NAME says, as for cdktf. */
  readonly program: string;
  readonly version: string;
}

/**
 * The Terraform that cdktf will use.
 *
 * @throws Error that says how to get one when there is none, or when it is too old
 */
export async function findTerraform(): Promise<Terraform> {
  const program = process.env.TERRAFORM_BINARY_NAME || 'terraform';
  const version = await versionOf(program);
  if (version === undefined) {
    throw new Error(`Terraform is missing: "${program}" does not run. ${howToGet}`);
  }
  if (compare(version.split('.').map(Number), oldestVersion) < 0) {
    throw new Error(`Terraform ${version} is too old. ${howToGet}`);
  }
  return { program, version };
}

const howToGet = `Install Terraform ${oldestVersion.slice(0, 2).join('.')} or newer: https://developer.hashicorp.com/terraform/install`;

async function versionOf(program: string): Promise<string | undefined> {
  try {
    const { output } = await run(program, ['version'], {
      directory: import.meta.dirname,
      environment: terraformEnvironment(),
      onOutput: () => undefined,
    });
    return /Terraform v(\d+\.\d+\.\d+)/.exec(output)?.[1];
  } catch {
    return undefined;
  }
}

/**
 * The environment to run Terraform and cdktf in: this process's, without a CLI configuration that
 * is not there, which Terraform would complain about each time, and without calls home.
 */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: '1' };
  const { TF_CLI_CONFIG_FILE: configuration } = environment;
  if (configuration !== undefined && !existsSync(configuration)) {
    delete environment.TF_CLI_CONFIG_FILE;
  }
  return environment;
}
