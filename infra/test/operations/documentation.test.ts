import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { environments, shared } from '../../src/environments/index.ts';
import { services } from '../../src/services.ts';
import { addEnvironmentStacks, addSharedStacks } from '../../src/stacks/index.ts';
import { synthesizeApp } from '../synthesis.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(repository, 'docs/operations');
const pages = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(path.join(folder, name), 'utf8'),
}));
const { scripts } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));

/** What the pages use as examples, and is not in the repository. */
const made = /^(services\/(reports|pricing|<service>)|infra\/src\/environments\/qa\.ts)/;

const stacks = synthesizeApp((app) => {
  addSharedStacks(app, shared, services);
  for (const environment of environments) addEnvironmentStacks(app, environment, shared, services);
});

describe.each(pages)('$name', ({ name, text }) => {
  it('links to pages that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)?(?:#([^)]+))?\)/g)];
    for (const [, file = name, heading] of links) {
      const linked = path.join(folder, file);
      expect(existsSync(linked), file).toBe(true);
      if (heading === undefined) continue;
      expect(headingsOf(readFileSync(linked, 'utf8')), file).toContain(heading);
    }
  });

  it('names files that are there', () => {
    const named = [...text.matchAll(/`((?:infra|services|packages|docs)\/[^\s`{}*]+)`/g)];
    for (const [, file = ''] of named.filter(([, one = '']) => !made.test(one))) {
      expect(existsSync(path.join(repository, file)), file).toBe(true);
    }
  });

  it('uses commands that are there', () => {
    const commands = [...text.matchAll(/\bpnpm (?:run )?([a-z:]+)/g)];
    for (const [, command = ''] of commands) {
      expect(['install', ...Object.keys(scripts)], command).toContain(command);
    }
    for (const [, command = ''] of text.matchAll(/npx cdkt[fn] ([a-z]+) /g)) {
      expect(['deploy', 'destroy', 'diff', 'synth']).toContain(command);
    }
  });

  it('names resources that are there', () => {
    const addresses = [...text.matchAll(/(?<![\w"])(aws_\w+)\.(\w+)(?=[\s`])/g)];
    const known = Object.values(stacks).flatMap(({ json }) =>
      Object.entries(json.resource as Record<string, object>).flatMap(([type, resources]) =>
        Object.keys(resources).map((resource) => `${type}.${resource}`),
      ),
    );
    for (const [address] of addresses.filter(([one]) => one !== 'aws_ecs_service.edge')) {
      expect(known).toContain(address);
    }
  });

  it('is in the table of contents', () => {
    const contents = pages.find((page) => page.name === 'README.md')?.text ?? '';
    if (name !== 'README.md') expect(contents).toContain(`(${name})`);
  });
});

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
}
