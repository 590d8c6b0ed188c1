import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { awsProvider, isSupported } from './provider-versions.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** Where `prepareTerraform` puts what it downloads, for every stack to use. */
export const downloadDirectory = path.join(repository, '.data/terraform/provider');

/**
 * A folder on this machine that holds the AWS provider the way Terraform lays mirrors out
 * (`<folder>/registry.terraform.io/hashicorp/aws/<version>/<platform>`), in a version that the
 * stacks work with and for this platform; `undefined` when there is none.
 *
 * Looked for where Terraform itself looks for plugins, one level below /opt, and where an earlier
 * run has downloaded it.
 */
export function findProviderMirror(places: readonly string[] = usualPlaces()): string | undefined {
  return places.find(holdsProvider);
}

function usualPlaces(): string[] {
  const home = homedir();
  const dataHome = process.env.XDG_DATA_HOME || path.join(home, '.local/share');
  return [
    path.join(home, '.terraform.d/plugins'),
    path.join(dataHome, 'terraform/plugins'),
    path.join(home, 'Library/Application Support/io.terraform/plugins'),
    '/usr/local/share/terraform/plugins',
    '/usr/share/terraform/plugins',
    ...list('/opt').map((name) => path.join('/opt', name)),
    path.join(downloadDirectory, '.terraform/providers'),
  ];
}

function holdsProvider(mirror: string): boolean {
  const directory = path.join(mirror, awsProvider);
  return list(directory).some((entry) => {
    const [, packedVersion] = /_([\d.]+)_([a-z0-9]+_[a-z0-9]+)\.zip$/.exec(entry) ?? [];
    return packedVersion === undefined
      ? isSupported(entry) && list(path.join(directory, entry)).includes(platform())
      : isSupported(packedVersion) && entry.endsWith(`_${platform()}.zip`);
  });
}

/** As Terraform names it: `linux_amd64` */
function platform(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const architecture = { x64: 'amd64', ia32: '386' }[process.arch as string] ?? process.arch;
  return `${system}_${architecture}`;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
