/**
 * `pnpm test`: builds, type checks, lints and tests every package, those that did not change from
 * the cache, then says what was skipped and why.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFiles, root, summarize } from './summary.ts';

for (const file of resultsFiles('test')) rmSync(join(root, file));

const { status } = spawnSync(
  'turbo',
  [
    'run',
    'build',
    'check',
    'test',
    '//#lint',
    '--continue',
    '--output-logs=errors-only',
    '--concurrency=100%',
  ],
  { cwd: root, stdio: 'inherit' },
);

const { lines, passed, failed } = summarize(resultsFiles('test'));
// A task that failed without a failing test: a build, the type check, the linter.
const brokenTasks = status !== 0 && failed === 0 ? 1 : 0;
console.log(['', ...lines, `${passed} passed, ${failed + brokenTasks} failed`].join('\n'));
process.exitCode = status ?? 1;
