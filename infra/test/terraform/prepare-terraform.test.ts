import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeWith, requirements } from '@stockroom/testing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findProviderMirror, prepareTerraform } from '../../src/terraform/index.ts';
import { supportedProviderVersions } from '../../src/terraform/provider-versions.ts';

const mirror = findProviderMirror(supportedProviderVersions);

describeWith([requirements.terraform], 'the AWS provider', () => {
  let folder: string;
  const log: string[] = [];
  const prepareWithout = (mirrors: readonly string[]) =>
    prepareTerraform({ mirrors, directory: folder, log: (line) => log.push(line) });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'stockroom-provider-'));
    log.length = 0;
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it.skipIf(mirror === undefined)('that is on this machine is not installed again', async () => {
    await prepareTerraform({ directory: folder, log: (line) => log.push(line) });
    expect(log).toEqual([]);
  });

  it.skipIf(mirror === undefined)(
    "is installed as the user's Terraform is configured to, and found from then on",
    async () => {
      await configureTerraform(String(mirror?.directory));
      await prepareWithout([]);
      expect(log).toEqual([expect.stringMatching(/^Installing the AWS provider/)]);
      const installed = path.join(folder, '.terraform/providers');
      expect(findProviderMirror(supportedProviderVersions, [installed])).toBeDefined();
    },
  );

  it('that cannot be installed is an error which says how to get it, and what Terraform reported', async () => {
    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    await configureTerraform(empty);
    await expect(prepareWithout([])).rejects.toThrow(
      /^The AWS provider >= 5\.100\.0, < 7\.0\.0 is missing.*~\/\.terraform\.d\/plugins.*Terraform reported:/s,
    );
  });

  async function configureTerraform(mirror: string): Promise<void> {
    const configuration = path.join(folder, 'terraform.rc');
    await writeFile(
      configuration,
      `provider_installation { filesystem_mirror { path = ${JSON.stringify(mirror)} } }`,
    );
    vi.stubEnv('TF_CLI_CONFIG_FILE', configuration);
  }
});
