/**
 * The last lines of `pnpm test`: what was skipped and how to get it, then `N passed, N failed`.
 * Reads the results that each package's run left behind.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestResults } from './results-reporter.ts';

const root = join(import.meta.dirname, '../../..');
const total: TestResults = { passed: 0, failed: 0, skipped: [] };

for (const file of globSync('{infra,services/*,packages/*}/test-results.json', { cwd: root })) {
  const results = JSON.parse(readFileSync(join(root, file), 'utf8')) as TestResults;
  total.passed += results.passed;
  total.failed += results.failed;
  total.skipped.push(...results.skipped.map((name) => `${dirname(file)}: ${name}`));
}

if (total.skipped.length > 0) {
  console.log(`\nSkipped:\n${total.skipped.map((name) => `  - ${name}`).join('\n')}`);
}
const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
