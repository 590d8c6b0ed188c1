import { packageTests } from '@stockroom/testing/vitest';

/** Requests that are made to wear the services out, one after the other. */
export default packageTests(
  { include: ['test/hostile/**/*.test.ts'], testTimeout: 30_000 },
  'hostile',
);
