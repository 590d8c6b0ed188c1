/**
 * `pnpm test`: builds, type checks, lints and tests every package (unchanged ones come from the
 * cache), then lists the skipped tests with the reason.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { root } from './repository.ts';
import { resultsFiles, summary } from './summary.ts';

for (const file of resultsFiles('test')) rmSync(join(root, file));

const tasks = ['build', 'check', 'test', '//#lint', '//#knip', '//#depcruise'];
const { exitCode } = execaSync(
  'turbo',
  ['run', ...tasks, '--continue', '--output-logs=errors-only', '--concurrency=100%'],
  {
    cwd: root,
    preferLocal: true,
    stdio: 'inherit',
    env: { TURBO_TELEMETRY_DISABLED: '1' },
    reject: false,
  },
);

console.log(
  `\n${summary(resultsFiles('test'), exitCode === 0 ? [] : [`one of ${tasks.join(', ')}`])}`,
);
process.exitCode = exitCode ?? 1;
