import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * The vitest configuration that every package shares: tests in `test/`, results for the summary in
 * `test-results/<suite>.json`. Limits are generous on purpose; they end a test that hangs, they
 * measure nothing.
 *
 * @param overrides settings of the one package, on top
 * @param suite name of the suite where a package has several
 */
export function packageTests(
  overrides: ViteUserConfig['test'] = {},
  suite = 'test',
): ViteUserConfig {
  return defineConfig({
    test: {
      include: ['test/**/*.test.{ts,tsx}'],
      testTimeout: 60_000,
      hookTimeout: 120_000,
      reporters: [
        'default',
        [fileURLToPath(new URL('results-reporter.ts', import.meta.url)), { suite }],
      ],
      ...overrides,
    },
  });
}
