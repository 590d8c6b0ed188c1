import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findTerraform, terraformEnvironment } from './find-terraform.ts';
import { findProviderMirror, installDirectory } from './provider-mirror.ts';
import { awsProvider, supportedProviderVersions } from './provider-versions.ts';
import { run } from './run.ts';

export interface PrepareTerraformOptions {
  /** Receives a line before what takes long; nothing by default. */
  readonly log?: (line: string) => void;
  /** The version of the AWS provider, or a constraint; all that the stacks work with by default. */
  readonly providerVersion?: string;
  /** Directories that may have the provider; those that synthesis searches by default. */
  readonly mirrors?: readonly string[];
  /** Where the provider is installed; where synthesis finds it by default. */
  readonly directory?: string;
}

/**
 * Makes sure that Terraform and the AWS provider are there, before anything takes long.
 *
 * A mirror that synthesis finds is used as it is. Otherwise `terraform init` installs the provider
 * once for all stacks, from where the user's Terraform takes providers: an implied or a configured
 * mirror, the plugin cache, or the public registry.
 *
 * @throws Error that says what is missing and how to get it
 */
export async function prepareTerraform({
  log = () => {},
  providerVersion = supportedProviderVersions,
  mirrors,
  directory = installDirectory,
}: PrepareTerraformOptions = {}): Promise<void> {
  const terraform = await findTerraform();
  if (findProviderMirror(providerVersion, mirrors) !== undefined) return;

  log(`Installing the AWS provider for Terraform ${terraform.version}, once`);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, 'main.tf.json'), configuration(providerVersion));
  const { exitCode, output } = await run(
    terraform.program,
    ['init', '-upgrade', '-input=false', '-no-color'],
    { directory, environment: terraformEnvironment(), onOutput: () => {} },
  );
  if (exitCode !== 0) {
    throw new Error(
      `The AWS provider ${providerVersion} is missing and could not be installed. Connect to the internet, ` +
        `or put it below ~/.terraform.d/plugins/${awsProvider}/<version>/<platform> ` +
        '(run "terraform providers mirror ~/.terraform.d/plugins" on a machine that is connected). ' +
        `Terraform reported:\n${output.trim()}`,
    );
  }
}

function configuration(version: string): string {
  return JSON.stringify({
    terraform: { required_providers: { aws: { source: awsProvider, version } } },
  });
}
