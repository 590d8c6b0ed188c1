import { existsSync } from 'node:fs';
import { compareVersions } from './provider-versions.ts';
import { run } from './run.ts';

/** The first with ephemeral values and write-only arguments. */
const oldestVersion = '1.11.0';

/** As a Terraform version constraint. */
export const terraformConstraint = `>= ${oldestVersion}`;

export interface Terraform {
  /** The program: `terraform`, or TERRAFORM_BINARY_NAME, as for cdktf. */
  readonly program: string;
  readonly version: string;
}

/**
 * The Terraform that cdktf will use.
 *
 * @throws Error that says how to install Terraform, when it is missing or too old
 */
export async function findTerraform(): Promise<Terraform> {
  const program = process.env.TERRAFORM_BINARY_NAME || 'terraform';
  const version = await versionOf(program);
  if (version === undefined) {
    throw new Error(`Terraform is missing: "${program}" does not run. ${howToGet}`);
  }
  if (compareVersions(version, oldestVersion) < 0) {
    throw new Error(`Terraform ${version} is too old. ${howToGet}`);
  }
  return { program, version };
}

const howToGet = `Install Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install`;

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
 * The environment to run Terraform and cdktf in: that of this process, without a
 * TF_CLI_CONFIG_FILE that does not exist, of which Terraform warns each time, and without checks for
 * new versions.
 */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, CHECKPOINT_DISABLE: '1' };
  const { TF_CLI_CONFIG_FILE: configuration } = environment;
  if (configuration !== undefined && !existsSync(configuration)) {
    delete environment.TF_CLI_CONFIG_FILE;
  }
  return environment;
}
