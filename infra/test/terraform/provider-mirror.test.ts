import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  findProviderMirror,
  hasProviderInstallation,
} from '../../src/terraform/provider-mirror.ts';
import {
  isExactVersion,
  isVersionConstraint,
  satisfies,
  supportedProviderVersions,
} from '../../src/terraform/provider-versions.ts';
import { inTemporaryFolder } from '../synthesis.ts';

const aws = 'registry.terraform.io/hashicorp/aws';
const system = process.platform === 'win32' ? 'windows' : process.platform;
const platform = `${system}_${process.arch === 'x64' ? 'amd64' : process.arch}`;

const range = '>= 5.100.0, < 7.0.0';

/** The version found for a constraint in a mirror with some unpacked versions. */
const foundFor = (constraint: string, versions: readonly string[], onPlatform = platform) =>
  inTemporaryFolder((folder) => {
    for (const version of versions) {
      mkdirSync(path.join(folder, aws, version, onPlatform), { recursive: true });
    }
    return findProviderMirror(constraint, ['/nowhere', folder])?.version;
  });

describe('a mirror of the AWS provider on this machine', () => {
  it('is found unpacked, with the newest version that meets the constraint', () => {
    expect(foundFor(range, ['5.100.0'])).toBe('5.100.0');
    expect(foundFor(range, ['5.100.0', '6.9.0', '6.25.0', '7.0.0'])).toBe('6.25.0');
  });

  it('is found packed', () => {
    inTemporaryFolder((folder) => {
      mkdirSync(path.join(folder, aws), { recursive: true });
      writeFileSync(
        path.join(folder, aws, `terraform-provider-aws_6.25.0_${platform}.zip`),
        'packed',
      );
      expect(findProviderMirror(range, [folder])).toEqual({
        directory: folder,
        version: '6.25.0',
      });
    });
  });

  it('is found for an exact version only when it has that version', () => {
    expect(foundFor('6.25.0', ['5.100.0', '6.25.0', '6.26.0'])).toBe('6.25.0');
    expect(foundFor('6.25.0', ['5.100.0'])).toBeUndefined();
  });

  it('is not one of another platform', () => {
    expect(foundFor(range, ['5.100.0'], 'plan9_mips')).toBeUndefined();
  });
});

describe('a CLI configuration of Terraform', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['provider_installation {\n  direct {}\n}', true],
    ['# provider_installation\nplugin_cache_dir = "/cache"', false],
    [undefined, false],
  ])('with the text %j decides where providers come from: %s', (text, decides) => {
    inTemporaryFolder((folder) => {
      const file = path.join(folder, 'terraform.rc');
      if (text !== undefined) writeFileSync(file, text);
      vi.stubEnv('TF_CLI_CONFIG_FILE', file);
      expect(hasProviderInstallation()).toBe(decides);
    });
  });
});

describe('a version of the AWS provider', () => {
  it.each([
    ['5.99.9', false],
    ['5.100.0', true],
    ['6.25.0', true],
    ['6.100.12', true],
    ['7.0.0', false],
    ['beta', false],
  ])('%s works with the stacks: %s', (version, supported) => {
    expect(satisfies(version, supportedProviderVersions)).toBe(supported);
  });

  it('is exact, or a constraint', () => {
    expect([isExactVersion('6.25.0'), isExactVersion(range)]).toEqual([true, false]);
    expect(['6.25.0', range, '~> 6.0', 'latest'].map(isVersionConstraint)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
