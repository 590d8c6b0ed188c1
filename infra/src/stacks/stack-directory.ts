import { existsSync, lstatSync, mkdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TerraformStack } from 'cdktf';
import { findProviderMirror } from '../terraform/provider-mirror.ts';
import { awsProvider, awsProviderConstraint } from '../terraform/provider-versions.ts';

/** Puts what Terraform and cdktf look for into the folder that a stack is synthesized to. */
export function furnishFolder(stack: TerraformStack): void {
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize: (session) => {
      const { workingDirectory } = session.manifest.forStack(stack);
      const folder = path.join(session.outdir, workingDirectory);
      mkdirSync(folder, { recursive: true });
      skipProviderLock(folder);
      linkProviderMirror(folder);
      synthesizer.synthesize(session);
    },
  };
}

/**
 * Keeps `cdktf deploy` from running `terraform providers lock`, which downloads the provider once
 * more for every stack, and from the public registry even where a mirror is configured. It does so
 * for runs in HCP Terraform, which there are none of.
 *
 * It leaves the lock out where the folder has a lock file that names the provider with its
 * constraint, and it reads that file line by line. Terraform skips comments: to it the file is
 * empty, and `terraform init` writes the real one.
 */
function skipProviderLock(folder: string): void {
  const file = path.join(folder, '.terraform.lock.hcl');
  if (existsSync(file)) return;
  writeFileSync(
    file,
    `/* For cdktf, which is then content; Terraform writes the real one over it.
provider "${awsProvider}" {
  constraints = "${awsProviderConstraint}"
}
*/
`,
  );
}

/**
 * Makes `terraform init` take the provider from this machine where it is there, without any
 * configuration: next to other places, Terraform looks into `terraform.d/plugins` of the folder that
 * it runs in, and only then asks the registry.
 */
function linkProviderMirror(folder: string): void {
  const link = path.join(folder, 'terraform.d/plugins');
  if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) unlinkSync(link);
  const mirror = providerMirror();
  if (mirror === undefined) return;
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(mirror, link, 'junction');
}

let found: { readonly mirror: string | undefined } | undefined;

/** Looked for once, not for every stack. */
function providerMirror(): string | undefined {
  found ??= { mirror: findProviderMirror() };
  return found.mirror;
}
