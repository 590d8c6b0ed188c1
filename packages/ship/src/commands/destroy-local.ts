import { listResources, prepareTerraform, runCdktf } from '@stockroom/infra/terraform';
import { CommandError } from '../command-error.ts';
import { discardEmulator, runningEmulator } from '../local/emulator.ts';
import { stacksOf } from '../stacks.ts';

/**
 * Takes away what `deploy:local` made: the resources, the Terraform state, and the emulator where
 * `deploy:local` started it.
 *
 * @throws CommandError when something could not be destroyed; it is then still in the state
 */
export async function destroyLocal(): Promise<void> {
  if ((await runningEmulator()) !== undefined) await destroyResources();
  await discardEmulator();
  console.log('Nothing of the environment "local" is left.');
}

async function destroyResources(): Promise<void> {
  await prepareTerraform().catch((error: Error) => {
    throw new CommandError(error.message);
  });
  const { exitCode } = await runCdktf(['destroy', 'local-*', '--auto-approve']);
  const left = exitCode === 0 ? await remaining() : [];
  if (exitCode !== 0 || left.length > 0) {
    throw new CommandError(
      `The environment "local" is not gone${left.length > 0 ? `; left are ${left.join(', ')}` : ''}. ` +
        'Mend what is named above and run "pnpm destroy:local" again.',
    );
  }
}

const remaining = async () =>
  (await Promise.all(stacksOf('local').map((stack) => listResources(stack)))).flat();
