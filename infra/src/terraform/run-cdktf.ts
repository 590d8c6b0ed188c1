import path from 'node:path';
import { terraformEnvironment } from './find-terraform.ts';
import { type RunResult, run } from './run.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const binaries = path.join(repository, 'node_modules/.bin');

export interface RunCdktfOptions {
  /** Variables on top of this process's: `{ TF_VAR_release: '4f2a9c1' }`. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives the output as it comes; the terminal unless told. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs the CDKTF command line at the repository's root: `runCdktf(['deploy', 'local-*'])`.
 *
 * A release is given as TF_VAR_release: `--var` would give it to stacks, too, that know no release
 * and refuse it.
 */
export function runCdktf(
  parameters: readonly string[],
  { environment = {}, onOutput }: RunCdktfOptions = {},
): Promise<RunResult> {
  return run(path.join(binaries, 'cdktf'), parameters, {
    directory: repository,
    environment: {
      ...terraformEnvironment(),
      ...environment,
      // The app is "node ...": the repository's own Node comes first.
      PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ''}`,
      // Without a terminal, lines instead of a picture that is drawn again and again.
      ...(onOutput === undefined && process.stdout.isTTY ? {} : { CI: '1' }),
    },
    ...(onOutput === undefined ? {} : { onOutput }),
  });
}
