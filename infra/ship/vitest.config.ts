import { packageTests } from '@stockroom/testing/vitest';

// Each start builds what has changed and starts a database.
export default packageTests({ testTimeout: 180_000 });
