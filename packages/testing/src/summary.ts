/**
 * Adds up the results of all suites. Run as a program with the names of the suites that failed, it
 * prints the last lines of the whole run.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './repository.ts';
import type { TestResults } from './results-reporter.ts';

/** The results files of one suite, by default of all. */
export const resultsFiles = (suite = '*'): string[] =>
  globSync(`{infra,infra/ship,services/*,packages/*}/test-results/${suite}.json`, { cwd: root });

/**
 * The last lines of a run: the skipped tests, then `N passed, N failed`.
 *
 * @param broken the steps that ended with an error: a build, a type check, a suite that did not
 * start. If no test failed, each counts as a failure
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

/** Each name once, with its count if it occurs more than once. */
function counted(names: readonly string[]): string[] {
  const groups = Map.groupBy(names, (name) => name);
  return [...groups].map(([name, { length }]) => (length > 1 ? `${name} (${length} tests)` : name));
}

const list = (title: string, entries: readonly string[]) =>
  entries.length > 0 ? [`${title}:`, ...entries.map((entry) => `  - ${entry}`)] : [];

if (import.meta.main) console.log(`\n${summary(resultsFiles(), process.argv.slice(2))}`);
