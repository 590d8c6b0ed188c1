import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * The vitest configuration that every package shares: tests in `test/`, results for the summary in
 * `test-results/<suite>.json`. The timeouts are generous: they end a test that hangs and measure
 * nothing.
 *
 * @param overrides settings of the one package
 * @param suite name of the suite, for packages with several
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
      expect: { poll: { timeout: 60_000 } },
      reporters: [
        'default',
        [fileURLToPath(new URL('results-reporter.ts', import.meta.url)), { suite }],
      ],
      ...overrides,
    },
  });
}
