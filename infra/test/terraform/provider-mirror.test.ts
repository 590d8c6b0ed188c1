import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProviderMirror } from '../../src/terraform/provider-mirror.ts';
import { isSupported } from '../../src/terraform/provider-versions.ts';
import { inTemporaryFolder } from '../synthesis.ts';

const aws = 'registry.terraform.io/hashicorp/aws';
const system = process.platform === 'win32' ? 'windows' : process.platform;
const platform = `${system}_${process.arch === 'x64' ? 'amd64' : process.arch}`;

const isFound = (...parts: readonly string[]) =>
  inTemporaryFolder((folder) => {
    mkdirSync(path.join(folder, aws, ...parts), { recursive: true });
    return findProviderMirror(['/nowhere', folder]) === folder;
  });

describe('the AWS provider on this machine', () => {
  it('is found unpacked, for this platform', () => {
    expect(isFound('5.100.0', platform)).toBe(true);
    expect(isFound('6.25.0', platform)).toBe(true);
  });

  it('is found packed', () => {
    inTemporaryFolder((folder) => {
      mkdirSync(path.join(folder, aws), { recursive: true });
      writeFileSync(
        path.join(folder, aws, `terraform-provider-aws_6.25.0_${platform}.zip`),
        'packed',
      );
      expect(findProviderMirror([folder])).toBe(folder);
    });
  });

  it('is not one of another platform', () => {
    expect(isFound('5.100.0', 'plan9_mips')).toBe(false);
  });

  it.each(['5.99.1', '7.0.0'])('is not version %s, which the stacks do not know', (version) => {
    expect(isFound(version, platform)).toBe(false);
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
    expect(isSupported(version)).toBe(supported);
  });
});
