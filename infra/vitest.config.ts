import { packageTests } from '@stockroom/testing/vitest';

export default packageTests({
  include: ['test/**/*.test.ts', 'emulator/test/**/*.test.ts'],
  exclude: ['test/deploy/**'],
  // cdktf 0.21 calls util.isArray.
  execArgv: ['--disable-warning=DEP0044'],
});
