import { join } from 'node:path';

/** The root of the repository. */
export const repositoryRoot = join(import.meta.dirname, '../../..');

/**
 * A path in the folder of everything that runs on this machine and is not in git: `.data/` at the
 * root, or STOCKROOM_DATA_DIRECTORY.
 */
export const dataPath = (...parts: string[]): string =>
  join(process.env.STOCKROOM_DATA_DIRECTORY || join(repositoryRoot, '.data'), ...parts);
