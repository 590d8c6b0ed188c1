import { listResources, prepareTerraform, runCdktf } from '@stockroom/infra/terraform';
import { CommandError } from '../command-error.ts';
import { discardEmulator, runningEmulator } from '../local/emulator.ts';
import { stacksOf } from '../stacks.ts';

/**
 * Destroys what `local deploy` created: the resources, the Terraform state, and the emulated AWS if
 * `local deploy` started it.
 *
 * @throws CommandError when a resource could not be destroyed; it is still in the state
 */
export async function localDestroy(): Promise<void> {
  if ((await runningEmulator()) !== undefined) await destroyResources();
  await discardEmulator();
  console.log('The environment "local" is destroyed.');
}

async function destroyResources(): Promise<void> {
  await prepareTerraform().catch((error: Error) => {
    throw new CommandError(error.message);
  });
  const { exitCode } = await runCdktf(['destroy', 'local-*', '--auto-approve']);
  const remaining = exitCode === 0 ? await remainingResources() : [];
  if (exitCode !== 0 || remaining.length > 0) {
    throw new CommandError(
      `The environment "local" is not fully destroyed${remaining.length > 0 ? `; remaining: ${remaining.join(', ')}` : ''}. ` +
        'Fix the error above and run "pnpm destroy:local" again.',
    );
  }
}

const remainingResources = async () =>
  (await Promise.all(stacksOf('local').map((stack) => listResources(stack)))).flat();
