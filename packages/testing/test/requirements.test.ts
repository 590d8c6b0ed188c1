import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const packageRoot = join(import.meta.dirname, '..');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs one test file in a vitest of its own and reads what the summary would read. */
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
    join(folder, 'test/needy.test.ts'),
    `import { expect, test } from 'vitest';
     import { describeWith } from '${packageRoot}/src/requirements.ts';
     test('one that needs nothing', () => { expect(1).toBe(1); });
     const unicorn = { name: 'a unicorn', howToGet: 'look in the woods', isPresent: () => false };
     describeWith([unicorn], 'rides', () => {
       test('gallops', () => { expect(1).toBe(1); });
       test('trots', () => { expect(1).toBe(1); });
     });\n`,
  );
  const { status } = spawnSync(
    process.execPath,
    [join(packageRoot, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder],
    { env: { ...process.env, STOCKROOM_REQUIRE_ALL: '', ...environment }, stdio: 'ignore' },
  );
  return {
    status,
    results: JSON.parse(readFileSync(join(folder, 'test-results/test.json'), 'utf8')),
  };
}

test('a missing program skips the tests that need it, which stand together under how to get it', () => {
  const { status, results } = run();
  expect(status).toBe(0);
  expect(results).toEqual({
    passed: 1,
    failed: 0,
    skipped: Array(2).fill('rides (needs a unicorn: look in the woods)'),
  });
});

test('where everything must run, a missing program is a failure', () => {
  const { status, results } = run({ STOCKROOM_REQUIRE_ALL: '1' });
  expect(status).toBe(1);
  expect(results.failed).toBeGreaterThan(0);
});
