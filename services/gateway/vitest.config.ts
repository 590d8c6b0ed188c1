import { packageTests } from '@stockroom/testing/vitest';

export default packageTests();
