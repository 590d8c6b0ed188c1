import { chmodSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findTerraform, terraformEnvironment } from '../../src/terraform/find-terraform.ts';

describe('Terraform', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'stockroom-terraform-'));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('is found with its version', async () => {
    useTerraformThatSays('Terraform v1.11.4');
    expect(await findTerraform()).toMatchObject({ version: '1.11.4' });
  });

  it('that is missing is named, with where to get it', async () => {
    vi.stubEnv('TERRAFORM_BINARY_NAME', path.join(folder, 'nothing'));
    await expect(findTerraform()).rejects.toThrow(
      /^Terraform is missing: .*Install Terraform 1\.11 or newer: https:/,
    );
  });

  it('that is too old is an error, because its S3 backend would need a table for its lock', async () => {
    useTerraformThatSays('Terraform v1.9.8');
    await expect(findTerraform()).rejects.toThrow('Terraform 1.9.8 is too old. Install');
  });

  it('gets a CLI configuration that is there', () => {
    const configuration = path.join(folder, 'terraform.rc');
    writeFileSync(configuration, '');
    vi.stubEnv('TF_CLI_CONFIG_FILE', configuration);
    expect(terraformEnvironment().TF_CLI_CONFIG_FILE).toBe(configuration);
  });

  it('gets no CLI configuration that is not there', () => {
    vi.stubEnv('TF_CLI_CONFIG_FILE', path.join(folder, 'nothing'));
    expect(terraformEnvironment()).not.toHaveProperty('TF_CLI_CONFIG_FILE');
  });

  function useTerraformThatSays(version: string): void {
    const program = path.join(folder, 'terraform');
    writeFileSync(program, `#!/bin/sh\necho "${version}"\n`);
    chmodSync(program, 0o755);
    vi.stubEnv('TERRAFORM_BINARY_NAME', program);
  }
});
