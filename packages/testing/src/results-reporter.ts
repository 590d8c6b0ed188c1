import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

/** The results of one package's tests; `summary.ts` adds them up. */
export interface TestResults {
  passed: number;
  failed: number;
  /**
   * For each skipped test the full name of the outermost skipped suite, or else its own. The name
   * has the reason (see requirements.ts).
   */
  skipped: string[];
}

/** Writes the results of a package's run to `test-results/<suite>.json`, which the task cache keeps. */
export default class ResultsReporter implements Reporter {
  readonly #suite: string;
  #root = process.cwd();

  constructor({ suite }: { suite: string }) {
    this.#suite = suite;
  }

  onInit(vitest: Vitest): void {
    this.#root = vitest.config.root;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const results: TestResults = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) results.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') results.passed += 1;
        else if (state === 'failed') results.failed += 1;
        else results.skipped.push(skippedWith(test).fullName);
      }
    }
    const folder = join(this.#root, 'test-results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, `${this.#suite}.json`),
      `${JSON.stringify(results, undefined, 2)}\n`,
    );
  }
}

function skippedWith(test: TestCase): TestCase | TestSuite {
  let outermost: TestCase | TestSuite = test;
  for (let { parent } = test; parent.type === 'suite'; { parent } = parent) {
    // vitest marks a suite with one skipped test as skipped; then the test's name has the reason.
    const isSkipped = parent.options.mode === 'skip' && [...parent.children.allTests()].length > 1;
    if (isSkipped) outermost = parent;
  }
  return outermost;
}
