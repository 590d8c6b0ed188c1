import { spawnSync } from 'node:child_process';
import { CommandError } from '../command-error.ts';
import { repositoryRoot } from '../repository.ts';

/**
 * Builds what has changed since the last time: the console, the prepared database.
 *
 * @throws CommandError with what the build said
 */
export function build(): void {
  const { status, stdout, stderr } = spawnSync(
    'turbo',
    ['run', 'build', '--output-logs=errors-only'],
    {
      cwd: repositoryRoot,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
      encoding: 'utf8',
    },
  );
  if (status === 0) return;
  throw new CommandError(
    `${stdout ?? ''}${stderr ?? ''}\nThe build failed. Mend what it names above and start again.`,
  );
}
