import { packageTests } from '@stockroom/testing/vitest';

/** Everything that the OpenAPI document promises, held against real services. */
export default packageTests(
  { include: ['test/contract/**/*.test.ts'], testTimeout: 10 * 60_000 },
  'contract',
);
