import { packageTests } from '@stockroom/testing/vitest';

// Servers and processes of their own do most of the work, and tests wait for them.
export default packageTests({ maxWorkers: '100%' });
