import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { environments } from '@stockroom/infra/environments';
import { CommandError } from '../command-error.ts';
import { dataPath, repositoryRoot } from '../repository.ts';

/** The first start installs the emulators from PyPI; this is far beyond what that takes. */
const startDeadlineMilliseconds = 10 * 60_000;

const recordFile = dataPath('local', 'emulator.json');
const logFile = dataPath('local', 'emulator.log');

/** The emulator that a deployment started in the background, to be stopped by the destroy. */
interface EmulatorRecord {
  /** Undefined when somebody else started it. */
  readonly processId: number | undefined;
  /** Tells one start from the next: a new one knows nothing of what was deployed before. */
  readonly instance: string;
}

/** Where the environment `local` is deployed to. */
export function emulatorUrl(): string {
  const url = environments.find(({ name }) => name === 'local')?.account.emulator;
  if (url === undefined) throw new CommandError('The environment "local" names no emulator.');
  return url;
}

/** The instance id of the emulator that answers, undefined when none does. */
export async function runningEmulator(): Promise<string | undefined> {
  const answer = await fetch(new URL('/_stockroom/health', emulatorUrl())).catch(() => undefined);
  if (!answer?.ok) return undefined;
  return ((await answer.json()) as { instance: string }).instance;
}

/**
 * Starts an emulator in the background if none answers.
 *
 * An emulator keeps everything in memory: the Terraform state of one that is gone describes nothing,
 * and is thrown away with it.
 *
 * @throws CommandError with the emulator's own words when it does not start
 */
export async function ensureEmulator(log: (line: string) => void): Promise<void> {
  const running = await runningEmulator();
  if (running !== undefined && running === readRecord()?.instance) return;
  forgetDeployment();
  if (running !== undefined) {
    writeRecord({ processId: undefined, instance: running });
    return;
  }
  log(`Starting the emulated AWS on ${emulatorUrl()} (log: ${logFile})`);
  writeRecord(await startInBackground());
}

/** Stops the emulator if `ensureEmulator` started it, and forgets what was deployed there. */
export async function discardEmulator(): Promise<void> {
  const record = readRecord();
  if (record?.processId !== undefined && record.instance === (await runningEmulator())) {
    process.kill(record.processId, 'SIGTERM');
    while ((await runningEmulator()) === record.instance) await wait(50);
    await ended(record.processId);
  }
  forgetDeployment();
}

/** Waits until a process is gone. Not for ever: nobody may have asked how it ended, which keeps it listed. */
async function ended(processId: number): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (isListed(processId) && Date.now() < deadline) await wait(20);
}

function isListed(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

const forgetDeployment = () => rmSync(dataPath('local'), { recursive: true, force: true });

async function startInBackground(): Promise<EmulatorRecord> {
  mkdirSync(dirname(logFile), { recursive: true });
  const output = openSync(logFile, 'w');
  const emulator = spawn(process.execPath, ['infra/emulator/main.ts'], {
    cwd: repositoryRoot,
    env: { ...process.env, EMULATOR_PORT: new URL(emulatorUrl()).port },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  emulator.unref();

  const deadline = Date.now() + startDeadlineMilliseconds;
  while (Date.now() < deadline && emulator.exitCode === null) {
    const instance = await runningEmulator();
    if (instance !== undefined) return { processId: emulator.pid, instance };
    await wait(100);
  }
  if (emulator.exitCode === null) emulator.kill('SIGTERM');
  throw new CommandError(
    `The emulated AWS did not start:\n${readFileSync(logFile, 'utf8').trim()}`,
  );
}

function readRecord(): EmulatorRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile, 'utf8')) as EmulatorRecord;
  } catch {
    return undefined;
  }
}

function writeRecord(record: EmulatorRecord): void {
  mkdirSync(dirname(recordFile), { recursive: true });
  writeFileSync(recordFile, JSON.stringify(record));
}
