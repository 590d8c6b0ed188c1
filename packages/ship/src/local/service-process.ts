import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataPath, repositoryRoot } from '../repository.ts';

/** A service of the workspace running as a process of this machine. */
export interface ServiceProcess {
  readonly name: string;
  /** Where its log lines go. */
  readonly logFile: string;
  /** Resolves with the exit code when the process has ended, for whatever reason. */
  readonly ended: Promise<number | null>;
  /** Asks it to stop; resolves when it has. */
  stop(): Promise<void>;
  /** What it said on standard error and the end of its log, for a person who asks why it ended. */
  lastWords(): string;
}

/** Starts `services/<name>` with these variables on top of this process's own. */
export function startService(
  name: string,
  environment: Readonly<Record<string, string>>,
): ServiceProcess {
  const logFile = dataPath('logs', `${name}.log`);
  mkdirSync(dataPath('logs'), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, ['src/server.ts'], {
    cwd: join(repositoryRoot, 'services', name),
    env: { ...process.env, ...environment },
    // The channel tells the service when this process dies, however it dies.
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
    lastWords: () =>
      errors.trim() || readFileSync(logFile, 'utf8').split('\n').slice(-6).join('\n'),
  };
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
