import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInCycle } from '../src/service-graph.ts';

const source = path.resolve(import.meta.dirname, '../src');

/** Every module of infra/src, with the modules that it imports, types included. */
const modules = globSync('**/*.ts', { cwd: source }).map((name) => ({
  name,
  calls: [...readFileSync(path.join(source, name), 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)].map(
    ([, imported = '']) => path.join(path.dirname(name), imported),
  ),
}));

/** What each directory must not import, itself and what is inside. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  constructs: ['stacks', 'validation', 'policies', 'cost'],
  environments: ['stacks', 'constructs', 'validation', 'policies', 'cost'],
  validation: ['stacks', 'constructs', 'policies', 'cost'],
  policies: ['stacks', 'constructs', 'validation', 'environments', 'cost'],
  synthesized: ['stacks', 'constructs', 'validation', 'environments', 'policies', 'cost'],
  terraform: ['stacks', 'constructs', 'validation', 'environments', 'policies', 'cost'],
};

describe('the modules of infra', () => {
  it('import each other without a cycle', () => {
    expect(modules.length).toBeGreaterThan(50);
    expect(modules.filter((module) => isInCycle(module, modules))).toEqual([]);
  });

  it.each(Object.entries(forbidden))('of %s import nothing of %j', (directory, others) => {
    const wrong = modules
      .filter(({ name }) => name.startsWith(`${directory}/`))
      .flatMap(({ name, calls }) =>
        calls
          .filter((imported) => others.some((other) => imported.startsWith(`${other}/`)))
          .map((imported) => `${name} imports ${imported}`),
      );
    expect(wrong).toEqual([]);
  });
});
