import { listResources, prepareTerraform, readOutputs, runCdktf } from '@stockroom/infra/terraform';
import { CommandError } from '../command-error.ts';
import { ensureEmulator } from '../local/emulator.ts';
import { stacksOf } from '../stacks.ts';

/**
 * Deploys the environment `local` into the emulated AWS and prints the resources in the Terraform
 * state. Starts the emulated AWS if it is not running.
 *
 * @throws CommandError when a program is missing or the deployment fails
 */
export async function localDeploy(): Promise<void> {
  const log = (line: string) => console.error(line);
  await prepareTerraform({ log }).catch((error: Error) => {
    throw new CommandError(error.message);
  });
  await ensureEmulator(log);
  const { exitCode } = await runCdktf(['deploy', 'local-*', '--auto-approve']);
  if (exitCode !== 0) {
    throw new CommandError(
      'The deployment failed. The Terraform state has the resources created so far. ' +
        'Fix the error above and run "pnpm deploy:local" again, or delete them with "pnpm destroy:local".',
    );
  }
  console.log(await report());
}

async function report(): Promise<string> {
  const stacks = stacksOf('local');
  const resources = await Promise.all(stacks.map((stack) => listResources(stack)));
  const { url, services } = await readOutputs('local-services');
  const state = stacks.map((stack, index) => {
    const addresses = resources[index] ?? [];
    return [`${stack} (${addresses.length})`, ...addresses.map((address) => `  ${address}`)].join(
      '\n',
    );
  });
  return `
Resources in the Terraform state:

${state.join('\n\n')}

Load balancer: ${url}
Services:      ${Object.keys(services as object).join(', ')}
Show a stack:  terraform -chdir=cdktf.out/stacks/local-services show
Destroy all:   pnpm destroy:local`;
}
