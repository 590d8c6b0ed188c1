import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Emulator, startEmulator } from '../../emulator/start-emulator.ts';
import { prepareTerraform, runCdktf, type StackOptions } from '../../src/terraform/index.ts';

const repository = path.resolve(import.meta.dirname, '../../..');

/** A dedicated emulated AWS, with state and synthesized stacks in a temporary directory. */
export interface EmulatedDeployment {
  /** Configuration for the clients of the AWS SDK. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly stacks: StackOptions;
  /** Runs cdktf and gives what it wrote; fails with it when cdktf fails. */
  cdktf(...parameters: readonly string[]): Promise<string>;
  /** Sets variables for all that runs from now on: `{ TF_VAR_release: 'two' }`. */
  set(variables: Readonly<Record<string, string>>): void;
  /** The state file of a stack, as it is on the disk. */
  stateFile(stack: string): Promise<string>;
  /** Stops the emulator and removes the folder. */
  end(): Promise<void>;
}

/** @param environments module that exports other environments than the repository's */
export async function startEmulatedDeployment(environments = ''): Promise<EmulatedDeployment> {
  await prepareTerraform();
  const folder = await mkdtemp(path.join(tmpdir(), 'stockroom-deploy-'));
  const emulator: Emulator = await startEmulator({
    port: 0,
    dataDirectory: path.join(repository, '.data/emulator'),
    runDirectory: path.join(folder, 'emulator'),
  });
  const outputDirectory = path.join(folder, 'cdktf.out');
  const stateDirectory = path.join(folder, 'state');
  const environment: Record<string, string> = {
    STOCKROOM_ENVIRONMENTS: environments,
    EMULATOR_URL: emulator.url,
    STOCKROOM_LOCAL_STATE_DIRECTORY: stateDirectory,
  };
  return {
    client: {
      endpoint: emulator.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'emulated', secretAccessKey: 'emulated' },
    },
    stacks: { outputDirectory, environment },
    cdktf: async (...parameters) => {
      const { exitCode, output } = await runCdktf([...parameters, '--output', outputDirectory], {
        environment,
        onOutput: () => {},
      });
      if (exitCode !== 0) throw new Error(`cdktf ${parameters.join(' ')} failed:\n${output}`);
      return output;
    },
    set: (variables) => {
      Object.assign(environment, variables);
    },
    stateFile: (stack) => readFile(path.join(stateDirectory, `${stack}.tfstate`), 'utf8'),
    end: async () => {
      await emulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}
