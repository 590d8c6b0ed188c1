import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dev } from '../../src/environments/dev.ts';
import { environments } from '../../src/environments/index.ts';
import { findViolations } from '../../src/policies/check.ts';
import { report } from '../../src/policies/report.ts';
import { services } from '../../src/services.ts';
import { SynthesizedStack } from '../../src/synthesized/stacks.ts';
import { assertDeployable } from '../../src/validation/index.ts';
import { named, synthesize } from '../synthesis.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const binaries = path.join(repository, 'node_modules/.bin');
const run = promisify(execFile);

/** What the generator changes, and what tells it where the root is. */
const copied = [
  'turbo.json',
  'package.json',
  'pnpm-workspace.yaml',
  'tsconfig.base.json',
  'infra/package.json',
  'infra/src/services.ts',
];

describe('turbo gen service', () => {
  let root: string;
  let service: string;

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), 'stockroom-generator-')));
    service = path.join(root, 'services/price-lists');
    for (const file of copied) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      cpSync(path.join(repository, file), path.join(root, file));
    }
    await generate('price-lists', "Prices of items, by a customer's group", '3002');
    // Instead of `pnpm install`: what the gateway may import is what the new service asks for.
    symlinkSync(
      path.join(repository, 'services/gateway/node_modules'),
      path.join(service, 'node_modules'),
    );
  });

  afterAll(() => rmSync(root, { recursive: true }));

  const generate = (...parameters: readonly string[]) =>
    run(
      path.join(binaries, 'gen'),
      [
        ...['run', 'service', '--root', root],
        ...['--config', path.join(repository, 'infra/turbo/generators/config.ts')],
        ...['--args', ...parameters],
      ],
      { cwd: root },
    );

  const inService = (program: string, ...parameters: readonly string[]) =>
    run(path.join(service, 'node_modules/.bin', program), parameters, { cwd: service });

  it('makes a service that passes its type check', async () => {
    await expect(inService('tsc')).resolves.toMatchObject({ stdout: '' });
  });

  it('makes a service that is formatted and without complaint, in every file', async () => {
    const { stderr } = await run(
      path.join(binaries, 'biome'),
      [
        ...['check', '--error-on-warnings', '--vcs-enabled=false', `--config-path=${repository}`],
        ...['.', '../../infra/package.json', '../../infra/src/services.ts'],
      ],
      { cwd: service },
    );
    expect(stderr).toMatch(/Checked \d+ files.*No fixes applied/);
  });

  it('makes a service whose own test passes', async () => {
    const { stdout } = await inService('vitest', 'run', '--no-color', '--reporter', 'default');
    expect(stdout).toMatch(/Tests +2 passed/);
  });

  it('makes a service that the gateway may call', async () => {
    const { manifest } = (await import(path.join(service, 'src/manifest.ts'))) as {
      manifest: ServiceManifest;
    };
    const calling = services.map((one) => ({
      ...one,
      calls: one.public ? [...one.calls, manifest.name] : one.calls,
    }));
    expect(() => assertDeployable(environments, [...calling, manifest])).not.toThrow();
  });

  it('makes a service that can be deployed, and keeps every policy', async () => {
    const { manifest } = (await import(path.join(service, 'src/manifest.ts'))) as {
      manifest: ServiceManifest;
    };
    const all = [...services, manifest];
    expect(() => assertDeployable(environments, all)).not.toThrow();
    const stacks = synthesize(dev, all);
    const task = named(stacks, 'dev-services').resource('aws_ecs_task_definition.price_lists_task');
    expect(JSON.parse(String(task.container_definitions))).toMatchObject([
      { name: 'price-lists', portMappings: [{ containerPort: 3002 }] },
    ]);
    const violations = findViolations(
      Object.entries(stacks).map(([name, { json }]) => new SynthesizedStack(name, json)),
      environments,
    );
    expect(violations, report(violations)).toEqual([]);
  });

  it('puts it among the services', () => {
    const list = readFileSync(path.join(root, 'infra/src/services.ts'), 'utf8');
    expect(list).toContain(
      "import { manifest as priceLists } from '@stockroom/price-lists/manifest';",
    );
    expect(list).toMatch(/= \[.*, priceLists\];/);
    const { dependencies } = JSON.parse(
      readFileSync(path.join(root, 'infra/package.json'), 'utf8'),
    ) as { dependencies: Record<string, string> };
    expect(dependencies['@stockroom/price-lists']).toBe('workspace:*');
  });

  it.each([
    [['Prices', 'Prices of items', '3002'], '"Prices" is not a service name'],
    [['prices', 'Prices of items.', '3002'], '"Prices of items." is not a description'],
    [['prices', 'Prices of items', '80800'], '"80800" is not a port'],
    [['price-lists', 'Prices of items', '3002'], 'services/price-lists already exists'],
  ])('rejects %j, and changes nothing', async (parameters, message) => {
    const before = readFileSync(path.join(root, 'infra/src/services.ts'), 'utf8');
    const ended = await generate(...parameters).then(
      ({ stdout, stderr }) => stdout + stderr,
      ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
    );
    expect(ended).toContain(message);
    expect(readFileSync(path.join(root, 'infra/src/services.ts'), 'utf8')).toBe(before);
    expect(existsSync(path.join(root, 'services/prices'))).toBe(false);
    expect(existsSync(path.join(root, 'services/Prices'))).toBe(false);
  });
});
