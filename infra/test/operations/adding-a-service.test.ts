import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ServiceManifest } from '@stockroom/service/manifest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { environments } from '../../src/environments/index.ts';
import { staging } from '../../src/environments/staging.ts';
import { findViolations } from '../../src/policies/check.ts';
import { report } from '../../src/policies/report.ts';
import { services } from '../../src/services.ts';
import { SynthesizedStack } from '../../src/synthesized/stacks.ts';
import { assertDeployable } from '../../src/validation/index.ts';
import { named, synthesize } from '../synthesis.ts';

const infra = path.resolve(import.meta.dirname, '../..');
const page = readFileSync(path.join(infra, '../docs/operations/adding-a-service.md'), 'utf8');

/** The files that the page adds: a line with the path, and the code below it. */
const files = [...page.matchAll(/^`(services\/[^`]+)`.*\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
  ([, file = '', code = '']) => ({ file, code }),
);

describe('the page on adding a service', () => {
  let folder: string;
  let pricing: ServiceManifest;

  beforeAll(async () => {
    // Among the packages, so that the imports of the page lead somewhere.
    mkdirSync(path.join(infra, 'test-results'), { recursive: true });
    folder = mkdtempSync(path.join(infra, 'test-results/services-'));
    for (const { file, code } of files.filter(({ file }) => file.endsWith('.ts'))) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), code);
    }
    const manifest = path.join(folder, 'services/pricing/src/manifest.ts');
    ({ manifest: pricing } = (await import(manifest)) as { manifest: ServiceManifest });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes a service in Java that can be deployed, with a folder to write to', () => {
    const all = [...services, pricing];
    expect(() => assertDeployable(environments, all)).not.toThrow();

    const stacks = synthesize(staging, all);
    const task = named(stacks, 'staging-services').resource('aws_ecs_task_definition.pricing_task');
    expect(task.volume).toEqual([{ name: 'tmp' }]);
    expect(JSON.parse(String(task.container_definitions))).toMatchObject([
      {
        name: 'pricing',
        portMappings: [{ containerPort: 8081 }],
        stopTimeout: 60,
        readonlyRootFilesystem: true,
        mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp' }],
      },
    ]);
  });

  it('makes a service in Java that keeps every policy', () => {
    const stacks = Object.entries(synthesize(staging, [...services, pricing])).map(
      ([name, { json }]) => new SynthesizedStack(name, json),
    );
    const violations = findViolations(stacks, environments);
    expect(violations, report(violations)).toEqual([]);
  });

  it('builds an image that is what the manifest says', () => {
    const { code: dockerfile } = fileOf('services/pricing/Dockerfile');
    expect(dockerfile).toContain(`EXPOSE ${pricing.port}\n`);
    expect(pricing.writablePaths).toEqual(['/tmp']);
    expect(dockerfile).toContain('VOLUME /tmp\n');
    expect(pricing.healthCommand.at(-1)).toBe(
      `http://127.0.0.1:${pricing.port}${pricing.healthPath}`,
    );
  });

  it('gives a package that reads like those that are there', () => {
    expect(JSON.parse(fileOf('services/pricing/package.json').code)).toMatchObject({
      name: '@stockroom/pricing',
      exports: { './manifest': './src/manifest.ts' },
    });
  });
});

function fileOf(name: string): { readonly file: string; readonly code: string } {
  const found = files.find(({ file }) => file === name);
  if (found === undefined) throw new Error(`The page has no ${name}`);
  return found;
}
