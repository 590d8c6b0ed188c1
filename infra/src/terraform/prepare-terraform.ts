import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findTerraform, terraformEnvironment } from './find-terraform.ts';
import { downloadDirectory, findProviderMirror } from './provider-mirror.ts';
import { awsProvider, awsProviderConstraint } from './provider-versions.ts';
import { run } from './run.ts';

export interface PrepareTerraformOptions {
  /** Says what takes its time; nothing unless told. */
  readonly log?: (line: string) => void;
  /** Where the provider may be already; where Terraform and synthesis look for it unless told. */
  readonly mirrors?: readonly string[];
  /** Where it is downloaded to; where synthesis finds it again unless told. */
  readonly directory?: string;
}

/**
 * Makes sure that Terraform and the AWS provider are there, before anything takes long.
 *
 * A provider that is on this machine is used from there. Otherwise it is downloaded once, as the
 * user's Terraform is configured to (from the public registry unless told), for all stacks:
 * synthesis links each of them to it.
 *
 * @throws Error that says what is missing and how to get it
 */
export async function prepareTerraform({
  log = () => {},
  mirrors,
  directory = downloadDirectory,
}: PrepareTerraformOptions = {}): Promise<void> {
  const terraform = await findTerraform();
  if (findProviderMirror(mirrors) !== undefined) return;

  log(`Downloading the AWS provider for Terraform ${terraform.version}, once`);
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, 'main.tf.json'), configuration);
  const { exitCode, output } = await run(terraform.program, ['init', '-input=false', '-no-color'], {
    directory,
    environment: terraformEnvironment(),
    onOutput: () => {},
  });
  if (exitCode !== 0) {
    throw new Error(
      `The AWS provider ${awsProviderConstraint} is missing and could not be downloaded. Connect to the internet, ` +
        `or put it below ~/.terraform.d/plugins/${awsProvider}/<version>/<platform> ` +
        '(terraform providers mirror ~/.terraform.d/plugins does so on a machine that is connected). ' +
        `Terraform said:\n${output.trim()}`,
    );
  }
}

const configuration = JSON.stringify({
  terraform: {
    required_providers: { aws: { source: awsProvider, version: awsProviderConstraint } },
  },
});
