import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/** The names of an environment's stacks in deployment order, from the last synthesis. */
export function stacksOf(environment: string): string[] {
  const manifest = JSON.parse(
    readFileSync(join(repositoryRoot, 'cdktf.out/manifest.json'), 'utf8'),
  ) as { stacks: Record<string, unknown> };
  return Object.keys(manifest.stacks).filter((name) => name.startsWith(`${environment}-`));
}
