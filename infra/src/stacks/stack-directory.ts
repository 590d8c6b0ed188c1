import {
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import {
  findProviderMirror,
  hasProviderInstallation,
  type ProviderMirror,
} from '../terraform/provider-mirror.ts';
import { awsProvider, isExactVersion, satisfies } from '../terraform/provider-versions.ts';

/**
 * Prepares the directory that a stack is synthesized to for `terraform init`: with a lock file where
 * the version of the AWS provider is known, and with a link to a mirror on this machine.
 *
 * @param providerVersion the version of the AWS provider, or a constraint
 */
export function prepareStackDirectory(stack: TerraformStack, providerVersion: string): void {
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize: (session) => {
      const { workingDirectory } = session.manifest.forStack(stack);
      const directory = path.join(session.outdir, workingDirectory);
      mkdirSync(directory, { recursive: true });
      const mirror = mirrorFor(providerVersion);
      lockProvider(directory, providerVersion, mirror);
      linkMirror(directory, mirror);
      synthesizer.synthesize(session);
    },
  };
}

/**
 * Writes the dependency lock file, without checksums, which `terraform init` adds.
 *
 * Without it `cdktf deploy` runs `terraform providers lock` in every stack, which downloads the
 * provider from the public registry each time, also where a mirror has it.
 */
function lockProvider(
  directory: string,
  constraint: string,
  mirror: ProviderMirror | undefined,
): void {
  const file = path.join(directory, '.terraform.lock.hcl');
  const locked = lockedVersion(file);
  const version = isExactVersion(constraint) ? constraint : mirror?.version;
  if (version === undefined) {
    if (locked !== undefined && !satisfies(locked, constraint)) rmSync(file);
    return;
  }
  if (locked === version) return;
  writeFileSync(
    file,
    `provider "${awsProvider}" {
  version     = "${version}"
  constraints = "${constraint}"
}
`,
  );
}

function lockedVersion(lockFile: string): string | undefined {
  try {
    return /^\s*version\s*=\s*"([^"]*)"/m.exec(readFileSync(lockFile, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Links `terraform.d/plugins`, which is one of Terraform's implied mirrors, to a mirror. */
function linkMirror(directory: string, mirror: ProviderMirror | undefined): void {
  const link = path.join(directory, 'terraform.d/plugins');
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) unlinkSync(link);
  if (mirror === undefined) return;
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(mirror.directory, link, 'junction');
}

const mirrors = new Map<string, ProviderMirror | undefined>();

/** Searched once for each constraint, and not at all where the user has configured mirrors. */
function mirrorFor(constraint: string): ProviderMirror | undefined {
  if (!mirrors.has(constraint)) {
    mirrors.set(constraint, hasProviderInstallation() ? undefined : findProviderMirror(constraint));
  }
  return mirrors.get(constraint);
}
