import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { prepareStackDirectory } from '../../src/stacks/stack-directory.ts';
import { findProviderMirror } from '../../src/terraform/index.ts';

const range = '>= 5.100.0, < 7.0.0';

describe('the directory of a stack', () => {
  let outdir: string;

  beforeEach(() => {
    outdir = mkdtempSync(path.join(tmpdir(), 'stockroom-stack-'));
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(outdir, { recursive: true });
  });

  it('has a lock file with the exact version of the AWS provider', () => {
    synthesizeWith('6.25.0');
    expect(lockFile()).toBe(`provider "registry.terraform.io/hashicorp/aws" {
  version     = "6.25.0"
  constraints = "6.25.0"
}
`);
  });

  it('keeps the lock file of an earlier deployment, with its checksums', () => {
    const locked = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.25.0"\n}\n';
    writeLockFile(locked);
    synthesizeWith('6.25.0');
    expect(lockFile()).toBe(locked);
  });

  it('replaces a lock file of another version, which terraform init would reject', () => {
    writeLockFile('provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.24.0"\n}\n');
    synthesizeWith('6.25.0');
    expect(lockFile()).toContain('"6.25.0"');
  });

  it('has no lock file and no link for a version of a range that no mirror has', () => {
    writeLockFile('provider "registry.terraform.io/hashicorp/aws" {\n  version = "6.24.0"\n}\n');
    synthesizeWith('>= 99.0.0');
    expect(existsSync(path.join(stackDirectory(), '.terraform.lock.hcl'))).toBe(false);
    expect(existsSync(path.join(stackDirectory(), 'terraform.d/plugins'))).toBe(false);
  });

  const mirror = findProviderMirror(range);

  it.skipIf(mirror === undefined)(
    'links to a mirror on this machine, and locks its version',
    () => {
      vi.stubEnv('TF_CLI_CONFIG_FILE', path.join(outdir, 'none'));
      synthesizeWith(range);
      expect(readlinkSync(path.join(stackDirectory(), 'terraform.d/plugins'))).toBe(
        mirror?.directory,
      );
      expect(lockFile()).toContain(`version     = "${mirror?.version}"`);
    },
  );

  function synthesizeWith(providerVersion: string): void {
    const app = new App({ outdir });
    prepareStackDirectory(new TerraformStack(app, 'one'), providerVersion);
    app.synth();
  }

  const stackDirectory = () => path.join(outdir, 'stacks/one');
  const lockFile = () => readFileSync(path.join(stackDirectory(), '.terraform.lock.hcl'), 'utf8');

  function writeLockFile(text: string): void {
    mkdirSync(stackDirectory(), { recursive: true });
    writeFileSync(path.join(stackDirectory(), '.terraform.lock.hcl'), text);
  }
});
