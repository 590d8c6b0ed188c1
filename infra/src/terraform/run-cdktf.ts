import path from 'node:path';
import { terraformEnvironment } from './find-terraform.ts';
import { type RunResult, run } from './run.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const binaries = path.join(repository, 'node_modules/.bin');

/**
 * Commands that run `terraform init`, and before it `terraform providers lock`, which ignores mirrors
 * and asks the public registry. It is for runs in HCP Terraform only.
 */
const initializingCommands = ['deploy', 'destroy', 'diff', 'output'];

export interface RunCdktfOptions {
  /** Variables on top of this process's: `{ TF_VAR_release: '4f2a9c1' }`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives the output as it comes; it goes to the terminal by default. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs the CDKTF command line at the repository's root: `runCdktf(['deploy', 'local-*'])`.
 *
 * Set the release as TF_VAR_release: `--var` would pass it to stacks without that variable, too, and
 * they fail.
 */
export function runCdktf(
  parameters: readonly string[],
  { environment = {}, onOutput }: RunCdktfOptions = {},
): Promise<RunResult> {
  const [command = ''] = parameters;
  const options = initializingCommands.includes(command) ? ['--skip-provider-lock'] : [];
  return run(path.join(binaries, 'cdktf'), [...parameters, ...options], {
    directory: repository,
    environment: {
      ...terraformEnvironment(),
      ...environment,
      // The app is "node ...", and must run with the Node of the repository.
      PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ''}`,
      // Without a terminal, lines instead of a display that is redrawn.
      ...(onOutput === undefined && process.stdout.isTTY ? {} : { CI: '1' }),
    },
    ...(onOutput === undefined ? {} : { onOutput }),
  });
}
