import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createService, type Service } from '@stockroom/service';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dev } from '../../src/environments/dev.ts';
import { environments } from '../../src/environments/index.ts';
import { findViolations } from '../../src/policies/check.ts';
import { report } from '../../src/policies/report.ts';
import { services } from '../../src/services.ts';
import { SynthesizedStack } from '../../src/synthesized/stacks.ts';
import { assertDeployable } from '../../src/validation.ts';
import { named, synthesize } from '../synthesis.ts';

const infra = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(infra, '../docs/operations/adding-a-service.md'), 'utf8');

/** The files that the page says to make: a path in a line of its own, and the code below it. */
const files = [...page.matchAll(/^`(services\/[^`]+)`.*\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
  ([, file = '', code = '']) => ({ file, code }),
);

describe('the page on adding a service', () => {
  let folder: string;
  let added: ServiceManifest[];

  beforeAll(async () => {
    // Among the packages, so that the imports of the page lead somewhere.
    mkdirSync(path.join(infra, 'test-results'), { recursive: true });
    folder = mkdtempSync(path.join(infra, 'test-results/services-'));
    for (const { file, code } of files.filter(({ file }) => file.endsWith('.ts'))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), code);
    }
    added = await Promise.all(
      ['reports', 'pricing'].map(async (name) => (await load(name, 'manifest')).manifest),
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const load = (service: string, module: string) =>
    import(path.join(folder, `services/${service}/src/${module}.ts`));

  it('makes a service in TypeScript and one in Java that can be deployed', () => {
    const all = [...services, ...added];
    expect(() => assertDeployable(environments, all)).not.toThrow();

    const stacks = synthesize(dev, all);
    const tasks = named(stacks, 'dev-services').resources('aws_ecs_task_definition');
    expect(containerIn(tasks.pricing_task)).toMatchObject({
      name: 'pricing',
      portMappings: [{ containerPort: 8081 }],
      stopTimeout: 60,
    });
    expect(containerIn(tasks.reports_task)).toMatchObject({
      name: 'reports',
      portMappings: [{ containerPort: 3002 }],
    });
  });

  it('makes services that keep every policy', () => {
    const stacks = Object.entries(synthesize(dev, [...services, ...added])).map(
      ([name, { json }]) => new SynthesizedStack(name, json),
    );
    const violations = findViolations(stacks, environments);
    expect(violations, report(violations)).toEqual([]);
  });

  it('makes a service in TypeScript that serves', async () => {
    const { manifest } = await load('reports', 'manifest');
    const { app } = (await load('reports', 'app')) as {
      app: () => Parameters<Service['register']>[0];
    };
    const service = await createService(manifest, { LOG_LEVEL: 'silent', RELEASE: 'test' });
    await service.register(app());
    expect((await service.inject('/reports')).json()).toEqual({ items: [] });
    await service.close();
  });

  it('gives a package that reads like those that are there', () => {
    const { code = '{}' } = files.find(({ file }) => file.endsWith('package.json')) ?? {};
    expect(JSON.parse(code)).toMatchObject({
      name: '@stockroom/reports',
      exports: { './manifest': './src/manifest.ts' },
    });
  });
});

function containerIn(task: Record<string, unknown> | undefined): unknown {
  return JSON.parse(String(task?.container_definitions))[0];
}
