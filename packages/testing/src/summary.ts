/**
 * Adds up what the suites left behind. Run by itself with the names of the suites that did not end
 * well, it prints the last lines of the whole run.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestResults } from './results-reporter.ts';

/** The root of the repository. */
export const root = join(import.meta.dirname, '../../..');

/** The results files of one suite, or of all. */
export const resultsFiles = (suite = '*'): string[] =>
  globSync(`{infra,services/*,packages/*}/test-results/${suite}.json`, { cwd: root });

/**
 * The last lines of a run: what was skipped and how to get it, then `N passed, N failed`.
 *
 * @param broken what ended with an error; where no test failed, each counts as a failure: a build,
 * a type check, a suite that did not start
 */
export function summary(files: readonly string[], broken: readonly string[]): string {
  const total: TestResults = { passed: 0, failed: 0, skipped: [] };
  for (const file of files) {
    const results = JSON.parse(readFileSync(join(root, file), 'utf8')) as TestResults;
    total.passed += results.passed;
    total.failed += results.failed;
    total.skipped.push(...results.skipped.map((name) => `${dirname(dirname(file))}: ${name}`));
  }
  const failed = total.failed > 0 ? total.failed : broken.length;
  return [
    ...list('Skipped', counted(total.skipped)),
    ...list('Ended with an error', broken),
    `${total.passed} passed, ${failed} failed`,
  ].join('\n');
}

/** Each name once, with how often it stands there where that is more than once. */
function counted(names: readonly string[]): string[] {
  const groups = Map.groupBy(names, (name) => name);
  return [...groups].map(([name, { length }]) => (length > 1 ? `${name} (${length} tests)` : name));
}

const list = (title: string, entries: readonly string[]) =>
  entries.length > 0 ? [`${title}:`, ...entries.map((entry) => `  - ${entry}`)] : [];

if (import.meta.main) console.log(`\n${summary(resultsFiles(), process.argv.slice(2))}`);
