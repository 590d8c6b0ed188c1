import { packageTests } from '@stockroom/testing/vitest';

/** The first steps of a new user: clone the repository and run the README's commands. */
export default packageTests(
  {
    include: ['test/fresh-clone/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 20 * 60_000,
    hookTimeout: 5 * 60_000,
  },
  'fresh-clone',
);
