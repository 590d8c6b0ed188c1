/**
 * Adds up what the suites left behind: what was skipped and how to get it, then `N passed, N failed`.
 * Run by itself (`node packages/testing/src/summary.ts`) it sums up every suite.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestResults } from './results-reporter.ts';

/** The root of the repository. */
export const root = join(import.meta.dirname, '../../..');

/** The results files of one suite, or of all. */
export const resultsFiles = (suite = '*'): string[] =>
  globSync(`{infra,services/*,packages/*}/test-results/${suite}.json`, { cwd: root });

/** Adds up results files; tells what was skipped and how to get it. */
export function summarize(files: readonly string[]): {
  lines: string[];
  passed: number;
  failed: number;
} {
  const total: TestResults = { passed: 0, failed: 0, skipped: [] };
  for (const file of files) {
    const results = JSON.parse(readFileSync(join(root, file), 'utf8')) as TestResults;
    total.passed += results.passed;
    total.failed += results.failed;
    total.skipped.push(...results.skipped.map((name) => `${dirname(dirname(file))}: ${name}`));
  }
  const lines =
    total.skipped.length > 0 ? ['Skipped:', ...total.skipped.map((name) => `  - ${name}`)] : [];
  return { lines, passed: total.passed, failed: total.failed };
}

if (import.meta.main) {
  const { lines, passed, failed } = summarize(resultsFiles());
  console.log([...lines, `${passed} passed, ${failed} failed`].join('\n'));
  process.exitCode = failed > 0 ? 1 : 0;
}
