import { spawn } from 'node:child_process';

export interface RunOptions {
  /** The working directory. */
  readonly directory: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives both streams as they come; without it they go to the terminal. */
  readonly onOutput?: (text: string) => void;
}

export interface RunResult {
  readonly exitCode: number;
  /** What was written to stdout, unless it went to the terminal. */
  readonly stdout: string;
  /** What was written to stdout and stderr, unless it went to the terminal. */
  readonly output: string;
}

/**
 * Runs a program until it ends.
 *
 * @throws Error when the program cannot be started
 */
export function run(
  program: string,
  parameters: readonly string[],
  { directory, environment = process.env, onOutput }: RunOptions,
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: directory,
      env: environment,
      stdio: onOutput === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    const take = (chunk: string) => {
      output += chunk;
      onOutput?.(chunk);
    };
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      take(chunk);
    });
    child.stderr?.setEncoding('utf8').on('data', take);

    // A terminal's ctrl-C reaches the child as well, which ends in order; leaving earlier would
    // hand back the terminal while Terraform still writes its state.
    const wait = () => undefined;
    process.on('SIGINT', wait);
    child.once('error', (error) => {
      process.off('SIGINT', wait);
      reject(error);
    });
    child.once('close', (exitCode) => {
      process.off('SIGINT', wait);
      resolve({ exitCode: exitCode ?? 1, stdout, output });
    });
  });
}
