import { listResources, prepareTerraform, readOutputs, runCdktf } from '@stockroom/infra/terraform';
import { CommandError } from '../command-error.ts';
import { ensureEmulator } from '../local/emulator.ts';
import { stacksOf } from '../stacks.ts';

/**
 * Deploys the environment `local` into the emulated AWS, starting that if none answers, and prints
 * what is in the Terraform state then.
 *
 * @throws CommandError when something is missing or the deployment fails
 */
export async function deployLocal(): Promise<void> {
  const log = (line: string) => console.error(line);
  await prepareTerraform({ log }).catch((error: Error) => {
    throw new CommandError(error.message);
  });
  await ensureEmulator(log);
  const { exitCode } = await runCdktf(['deploy', 'local-*', '--auto-approve']);
  if (exitCode !== 0) {
    throw new CommandError(
      'The deployment failed; what was made so far is in the state. Mend what is named above and run "pnpm deploy:local" again, or take it away with "pnpm destroy:local".',
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
In the Terraform state now:

${state.join('\n\n')}

Load balancer: ${url}
Services:      ${Object.keys(services as object).join(', ')}
One stack in full: terraform -chdir=cdktf.out/stacks/local-services show
Take it away:      pnpm destroy:local`;
}
