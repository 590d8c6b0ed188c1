import { join } from 'node:path';

/** The root of the repository. */
export const repositoryRoot = join(import.meta.dirname, '../../..');

/** A path in the local data directory: `.data/` at the root, or STOCKROOM_DATA_DIRECTORY. */
export const dataPath = (...parts: string[]): string =>
  join(process.env.STOCKROOM_DATA_DIRECTORY || join(repositoryRoot, '.data'), ...parts);
