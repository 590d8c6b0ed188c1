import { join } from 'node:path';

/** The root of the repository. */
export const repositoryRoot = join(import.meta.dirname, '../../..');

/** A path in `.data/`, where everything lives that runs on this machine and is not in git. */
export const dataPath = (...parts: string[]): string => join(repositoryRoot, '.data', ...parts);
