import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

/** The names of an environment's stacks, as they were synthesized last, in the order of deployment. */
export function stacksOf(environment: string): string[] {
  const manifest = JSON.parse(
    readFileSync(join(repositoryRoot, 'cdktf.out/manifest.json'), 'utf8'),
  ) as { stacks: Record<string, unknown> };
  return Object.keys(manifest.stacks).filter((name) => name.startsWith(`${environment}-`));
}
