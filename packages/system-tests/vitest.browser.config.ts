import { packageTests } from '@stockroom/testing/vitest';

export default packageTests(
  // One browser and one set of services at a time, because each is several processes.
  { include: ['test/browser/**/*.test.ts'], fileParallelism: false },
  'browser',
);
