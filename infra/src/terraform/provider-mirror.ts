import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { awsProvider, compareVersions, satisfies } from './provider-versions.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Where `prepareTerraform` installs the provider, for every stack to use. */
export const installDirectory = path.join(repository, '.data/terraform/provider');

/** A directory with the AWS provider, laid out as `terraform providers mirror` does. */
export interface ProviderMirror {
  readonly directory: string;
  /** The newest version in it that meets the constraint and is for this platform. */
  readonly version: string;
}

/**
 * A mirror of the AWS provider where Terraform does not look by itself: what `prepareTerraform`
 * installed, and the directories below /opt, where images of machines without the internet have it.
 * `undefined` when none has a version that meets the constraint.
 *
 * Terraform's implied mirrors, like `~/.terraform.d/plugins`, are not searched: Terraform does that.
 */
export function findProviderMirror(
  constraint: string,
  directories: readonly string[] = searchedDirectories(),
): ProviderMirror | undefined {
  for (const directory of directories) {
    const [version] = versionsIn(directory)
      .filter((candidate) => satisfies(candidate, constraint))
      .toSorted((one, other) => compareVersions(other, one));
    if (version !== undefined) return { directory, version };
  }
  return undefined;
}

/**
 * Whether the user's CLI configuration says where providers come from (`provider_installation`).
 * Terraform then ignores every implied mirror, `terraform.d/plugins` of a stack included.
 */
export function hasProviderInstallation(): boolean {
  const { TF_CLI_CONFIG_FILE, APPDATA } = process.env;
  const file =
    TF_CLI_CONFIG_FILE ||
    (APPDATA === undefined
      ? path.join(homedir(), '.terraformrc')
      : path.join(APPDATA, 'terraform.rc'));
  return existsSync(file) && /^\s*provider_installation\b/m.test(readFileSync(file, 'utf8'));
}

function searchedDirectories(): string[] {
  return [
    path.join(installDirectory, '.terraform/providers'),
    ...entriesOf('/opt').map((name) => path.join('/opt', name)),
  ];
}

/** The versions for this platform, unpacked (`<version>/<platform>`) or packed (a zip). */
function versionsIn(mirror: string): string[] {
  const directory = path.join(mirror, awsProvider);
  return entriesOf(directory).flatMap((entry) => {
    const [, packed] = /_([\d.]+)_[a-z0-9]+_[a-z0-9]+\.zip$/.exec(entry) ?? [];
    if (packed !== undefined) return entry.endsWith(`_${platform()}.zip`) ? [packed] : [];
    return entriesOf(path.join(directory, entry)).includes(platform()) ? [entry] : [];
  });
}

/** As Terraform names it: `linux_amd64` */
function platform(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const architecture = { x64: 'amd64', ia32: '386' }[process.arch as string] ?? process.arch;
  return `${system}_${architecture}`;
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
