import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPath, repositoryRoot } from '../repository.ts';

/** A service of the workspace that runs as a process on this machine. */
export interface ServiceProcess {
  readonly name: string;
  readonly logFile: string;
  /** Resolves with the exit code when the process ends for any reason; null after a signal. */
  readonly ended: Promise<number | null>;
  /** Sends SIGINT and waits for the end of the process. */
  stop(): Promise<void>;
  /** The last output on stderr, or else the last lines of the log. */
  lastOutput(): string;
}

/** Starts `services/<name>` with these variables, which override those of this process. */
export function startService(
  name: string,
  environment: Readonly<Record<string, string>>,
): ServiceProcess {
  const logFile = dataPath('logs', `${name}.log`);
  mkdirSync(dataPath('logs'), { recursive: true });
  const log = openSync(logFile, 'a');
  // execa would copy the log through this process: lines would be lost if this process is killed.
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: join(repositoryRoot, 'services', name),
    env: { ...process.env, ...environment },
    // The service stops when the IPC channel closes, which happens even if this process is killed.
    stdio: ['ignore', log, 'pipe', 'ipc'],
  });
  closeSync(log);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(-4_000);
  });
  const ended = exitOf(child);

  return {
    name,
    logFile,
    ended,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
    lastOutput: () =>
      errors.trim() || readFileSync(logFile, 'utf8').split('\n').slice(-6).join('\n'),
  };
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
