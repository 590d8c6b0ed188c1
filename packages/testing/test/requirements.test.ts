import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, expect, test } from 'vitest';

const packageRoot = join(import.meta.dirname, '..');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs one test file in a separate vitest and returns the results for the summary. */
function run(environment: Record<string, string> = {}) {
  const cache = join(packageRoot, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'run-'));
  folders.push(folder);
  mkdirSync(join(folder, 'test'));
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { packageTests } from '${packageRoot}/src/vitest.ts';\nexport default packageTests();\n`,
  );
  writeFileSync(
    join(folder, 'test/example.test.ts'),
    `import { expect, test } from 'vitest';
     import { describeWith } from '${packageRoot}/src/requirements.ts';
     test('needs nothing', () => { expect(1).toBe(1); });
     const unicorn = { name: 'a unicorn', howToGet: 'look in the woods', isPresent: () => false };
     describeWith([unicorn], 'rides', () => {
       test('gallops', () => { expect(1).toBe(1); });
       test('trots', () => { expect(1).toBe(1); });
     });\n`,
  );
  const { exitCode } = execaSync(
    process.execPath,
    [join(packageRoot, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
    { env: { STOCKROOM_REQUIRE_ALL: '', ...environment }, stdio: 'ignore', reject: false },
  );
  return {
    exitCode,
    results: JSON.parse(readFileSync(join(folder, 'test-results/test.json'), 'utf8')),
  };
}

test('a missing program skips the tests that need it, with how to install it in their name', () => {
  const { exitCode, results } = run();
  expect(exitCode).toBe(0);
  expect(results).toEqual({
    passed: 1,
    failed: 0,
    skipped: Array(2).fill('rides (needs a unicorn: look in the woods)'),
  });
});

test('with STOCKROOM_REQUIRE_ALL a missing program is a failure', () => {
  const { exitCode, results } = run({ STOCKROOM_REQUIRE_ALL: '1' });
  expect(exitCode).toBe(1);
  expect(results.failed).toBeGreaterThan(0);
});
