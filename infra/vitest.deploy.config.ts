import { packageTests } from '@stockroom/testing/vitest';

/** The tests that apply the infrastructure, to an emulated AWS of their own. */
export default packageTests(
  {
    include: ['test/deploy/**/*.test.ts'],
    testTimeout: 20 * 60_000,
    hookTimeout: 20 * 60_000,
    // Each file has an emulated AWS of its own, and mostly waits for it.
    maxWorkers: 2,
  },
  'deploy',
);
