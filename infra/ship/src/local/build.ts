import { execa } from 'execa';
import { CommandError } from '../command-error.ts';
import { repositoryRoot } from '../repository.ts';

/**
 * Builds what has changed since the last build: the console and the prepared database.
 *
 * @throws CommandError with the output of the build
 */
export async function build(): Promise<void> {
  const { failed, all } = await execa('turbo', ['run', 'build', '--output-logs=errors-only'], {
    cwd: repositoryRoot,
    preferLocal: true,
    env: { TURBO_TELEMETRY_DISABLED: '1' },
    all: true,
    reject: false,
  });
  if (failed) {
    throw new CommandError(`${all}\nThe build failed. Fix the errors above and start again.`);
  }
}
