import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { EmulatorName } from './routes.ts';

export type EmulatorProcessOptions = {
  name: EmulatorName;
  python: string;
  arguments: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** Receives everything the emulator writes. */
  logFile: string;
  /** How long the emulator may take until it names its port. */
  startTimeoutMilliseconds: number;
};

export type EmulatorProcess = {
  name: EmulatorName;
  port: number;
  processId: number;
  /** Settles when the process has ended, with what it said last. */
  ended: Promise<{ description: string; lastLines: readonly string[] }>;
  stop(): Promise<void>;
};

const keptLines = 20;
const stopTimeoutMilliseconds = 5_000;

/**
 * Starts one emulator and waits until it has named its port as a line of JSON on its stdout.
 *
 * The emulator ends when its stdin closes, so that not even a killed parent leaves it behind.
 */
export async function startEmulatorProcess(
  options: EmulatorProcessOptions,
): Promise<EmulatorProcess> {
  const child = spawn(options.python, options.arguments, {
    env: options.environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A terminal's ctrl-C goes to the whole process group; the parent stops its children in order.
    detached: true,
  });
  const logFile = createWriteStream(options.logFile);
  const lastLines: string[] = [];
  const remember = (line: string): void => {
    logFile.write(`${line}\n`);
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
  };
  // Writing to a child that has just ended is not worth a crash: its end is reported by itself.
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stderr }).on('line', remember);
  const output = createInterface({ input: child.stdout });

  const ended = new Promise<{ description: string; lastLines: readonly string[] }>((resolve) => {
    child.once('error', (error) => resolve({ description: error.message, lastLines }));
    child.once('close', (code, signal) => {
      logFile.end();
      resolve({
        description: signal === null ? `exit code ${code}` : `signal ${signal}`,
        lastLines,
      });
    });
  });
  const stop = (): Promise<void> => stopProcess(child, ended);

  const port = new Promise<number>((resolve) => {
    output.on('line', (line) => {
      const announced = readPort(line);
      if (announced === undefined) remember(line);
      else resolve(announced);
    });
  });
  const deadline = AbortSignal.timeout(options.startTimeoutMilliseconds);
  const started = await Promise.race([
    port,
    ended,
    new Promise<'late'>((resolve) => deadline.addEventListener('abort', () => resolve('late'))),
  ]);
  if (typeof started === 'number' && child.pid !== undefined) {
    return { name: options.name, port: started, processId: child.pid, ended, stop };
  }

  await stop();
  const reason =
    typeof started !== 'object'
      ? `did not start within ${options.startTimeoutMilliseconds / 1000} s`
      : `ended while starting (${started.description})`;
  throw new Error(endReport(options.name, reason, lastLines, options.logFile));
}

/** Describes the end of an emulator with the last lines of its log. */
export function endReport(
  name: EmulatorName,
  reason: string,
  lastLines: readonly string[],
  logFile: string,
): string {
  const lines = lastLines.map((line) => `  ${line}`).join('\n');
  return `The emulator ${name} ${reason}. Its last lines:\n${lines}\nAll of its log: ${logFile}`;
}

function readPort(line: string): number | undefined {
  if (!line.startsWith('{"port"')) return undefined;
  const announced: unknown = JSON.parse(line);
  return typeof announced === 'object' &&
    announced !== null &&
    'port' in announced &&
    typeof announced.port === 'number'
    ? announced.port
    : undefined;
}

async function stopProcess(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  child.stdin?.end();
  const kill = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMilliseconds);
  await ended;
  clearTimeout(kill);
}
