import { createWriteStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';
import type { EmulatorName } from './routes.ts';

/** What `startEmulatorProcess` starts. */
export interface EmulatorProcessOptions {
  readonly name: EmulatorName;
  /** The Python interpreter. */
  readonly python: string;
  readonly arguments: readonly string[];
  /** All variables of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Receives all output of the emulator. */
  readonly logFile: string;
  /** Limit for the time from the start to the announcement of the port. */
  readonly startTimeoutMilliseconds: number;
}

/** How a process ended. */
interface ProcessEnd {
  /** `exit code 1`, `signal SIGKILL` or the error of the operating system. */
  readonly description: string;
  /** The last lines of its output. */
  readonly lastLines: readonly string[];
}

/** A running emulator. */
export interface EmulatorProcess {
  readonly name: EmulatorName;
  readonly port: number;
  readonly processId: number;
  /** Resolves when the process ends, for any reason. */
  readonly ended: Promise<ProcessEnd>;
  readonly stop: () => Promise<void>;
}

const keptLines = 20;
const stopTimeoutMilliseconds = 5_000;

/**
 * Starts one emulator and waits until it announces its port as a line of JSON on stdout.
 *
 * The emulator ends when its stdin closes, so it ends even if this process is killed.
 *
 * @throws Error with the last lines of the log when it does not start
 */
export async function startEmulatorProcess(
  options: EmulatorProcessOptions,
): Promise<EmulatorProcess> {
  const child = execa(options.python, options.arguments, {
    env: options.environment,
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
    // ctrl-C in a terminal signals the whole process group; this process stops the emulators in order.
    detached: true,
    forceKillAfterDelay: stopTimeoutMilliseconds,
  });
  const log = createWriteStream(options.logFile);
  const lastLines: string[] = [];
  const port = Promise.withResolvers<number>();

  async function readOutput(): Promise<void> {
    for await (const line of child.iterable({ from: 'all' })) {
      const announced = readPort(line);
      if (announced !== undefined) {
        port.resolve(announced);
        continue;
      }
      log.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
    }
  }

  async function waitForEnd(): Promise<ProcessEnd> {
    const [result] = await Promise.all([child, readOutput()]);
    log.end();
    const { exitCode, signal, originalMessage } = result;
    if (exitCode !== undefined) return { description: `exit code ${exitCode}`, lastLines };
    return { description: signal ? `signal ${signal}` : (originalMessage ?? 'unknown'), lastLines };
  }

  const ended = waitForEnd();
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };

  const started = await Promise.race([
    port.promise,
    ended,
    wait(options.startTimeoutMilliseconds, 'timeout' as const, { ref: false }),
  ]);
  if (typeof started === 'number' && child.pid !== undefined) {
    return { name: options.name, port: started, processId: child.pid, ended, stop };
  }

  await stop();
  const reason =
    typeof started === 'object'
      ? `ended while starting (${started.description})`
      : `did not start within ${options.startTimeoutMilliseconds / 1000} s`;
  throw new Error(endReport(options.name, reason, lastLines, options.logFile));
}

/** An error message for the end of an emulator, with the last lines of its log. */
export function endReport(
  name: EmulatorName,
  reason: string,
  lastLines: readonly string[],
  logFile: string,
): string {
  const lines = lastLines.map((line) => `  ${line}`).join('\n');
  return `The emulator ${name} ${reason}. Its last lines:\n${lines}\nFull log: ${logFile}`;
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
