import { test } from 'vitest';
import { expectNothingLostByKills, kills } from './fixtures/kill-under-load.ts';
import { temporaryDirectory } from './fixtures/temporary-directory.ts';

test(`no acknowledged movement is lost or duplicated by kill -9 under load, ${kills} times`, {
  timeout: 600_000,
}, async () => {
  using directory = temporaryDirectory();
  await expectNothingLostByKills({ DATA_DIRECTORY: directory.path });
});
