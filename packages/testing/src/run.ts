/**
 * `pnpm test`: builds, type checks, lints and tests every package, those that did not change from
 * the cache, then says what was skipped and why.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFiles, root, summary } from './summary.ts';

for (const file of resultsFiles('test')) rmSync(join(root, file));

const tasks = ['build', 'check', 'test', '//#lint'];
const { status } = spawnSync(
  'turbo',
  ['run', ...tasks, '--continue', '--output-logs=errors-only', '--concurrency=100%'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } },
);

console.log(
  `\n${summary(resultsFiles('test'), status === 0 ? [] : [`one of ${tasks.join(', ')}`])}`,
);
process.exitCode = status ?? 1;
