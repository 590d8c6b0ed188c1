import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeWith, requirements } from '@stockroom/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dev } from '../../src/environments/dev.ts';
import { environments, shared } from '../../src/environments/index.ts';
import { services } from '../../src/services.ts';
import { addEnvironmentStacks, addSharedStacks } from '../../src/stacks/index.ts';
import { findTerraform, terraformEnvironment } from '../../src/terraform/index.ts';
import { findProviderMirror } from '../../src/terraform/provider-mirror.ts';
import { supportedProviderVersions } from '../../src/terraform/provider-versions.ts';
import { run } from '../../src/terraform/run.ts';
import { type Attributes, named, synthesizeApp } from '../synthesis.ts';

const mirror = findProviderMirror(supportedProviderVersions);

const provider = {
  name: 'the AWS provider for Terraform',
  howToGet: 'pnpm deploy:local downloads it where the internet is reachable',
  isPresent: () => mirror !== undefined,
};

/** Settings that no environment of the repository has. */
const variant = {
  ...dev,
  name: 'other',
  registry: 'own',
  database: { ...dev.database, kind: 'postgres' },
} as const;

describeWith([requirements.terraform, provider], 'every stack of every environment', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'stockroom-validate-'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  /**
   * All stacks as modules of one configuration with one provider: every provider that is
   * configured is a process with a schema to read, which takes longer than all the rest.
   */
  it('is a configuration that Terraform finds valid', async () => {
    const stacks = synthesizeApp((app) => {
      addSharedStacks(app, shared, services);
      for (const environment of [...environments, variant]) {
        addEnvironmentStacks(app, environment, shared, services);
      }
    });
    for (const [name, { json }] of Object.entries(stacks)) {
      write(`${name}/cdk.tf.json`, moduleOf(json));
    }
    write('main.tf.json', {
      // The emulated AWS has every setting that the other environments have, and more.
      provider: { aws: named(stacks, 'local-services').provider },
      module: Object.fromEntries(
        Object.entries(stacks).map(([name, { json }]) => [
          name,
          { source: `./${name}`, ...(json.variable === undefined ? {} : { release: '4f2a9c1' }) },
        ]),
      ),
    });
    mkdirSync(path.join(folder, 'terraform.d'));
    symlinkSync(String(mirror?.directory), path.join(folder, 'terraform.d/plugins'), 'junction');

    expect(await terraform('init', '-input=false')).toMatchObject({ exitCode: 0 });
    const { stdout } = await terraform('validate', '-json');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { severity: string }[] };
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  /** A stack as a module: without its provider, whose version is the one on this machine. */
  function moduleOf({ provider: _, terraform, ...json }: Attributes): Attributes {
    const { required_providers, ...settings } = terraform as Attributes;
    const { aws } = required_providers as { aws: Attributes };
    return {
      ...json,
      terraform: {
        ...settings,
        required_providers: { aws: { ...aws, version: supportedProviderVersions } },
      },
    };
  }

  function write(file: string, content: unknown): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), JSON.stringify(content));
  }

  async function terraform(...parameters: readonly string[]) {
    const { program } = await findTerraform();
    return run(program, [...parameters, '-no-color'], {
      directory: folder,
      environment: terraformEnvironment(),
      onOutput: () => {},
    });
  }
});
