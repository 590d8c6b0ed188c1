import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { environments } from '@stockroom/infra/environments';
import { CommandError } from '../command-error.ts';
import { dataPath, repositoryRoot } from '../repository.ts';

/** The first start installs the emulators from PyPI, which takes a minute or two. */
const startTimeoutMilliseconds = 10 * 60_000;

const recordFile = dataPath('local', 'emulator.json');
const logFile = dataPath('local', 'emulator.log');

/** The emulator that the environment `local` is deployed to. */
interface EmulatorRecord {
  /** Undefined when `local deploy` found it running; `local destroy` then leaves it running. */
  readonly processId: number | undefined;
  /** The id of one start of the emulator, which begins without resources. */
  readonly instance: string;
}

/** The address of the emulated AWS for the environment `local`. */
function emulatorUrl(): string {
  const url = environments.find(({ name }) => name === 'local')?.account.emulator;
  if (url === undefined) {
    throw new CommandError(
      'The environment "local" has no emulator. Set account.emulator in infra/src/environments/local.ts.',
    );
  }
  return url;
}

/** The instance id of the running emulator; undefined when none runs. */
export async function runningEmulator(): Promise<string | undefined> {
  const response = await fetch(new URL('/_stockroom/health', emulatorUrl())).catch(() => undefined);
  if (!response?.ok) return undefined;
  return ((await response.json()) as { instance: string }).instance;
}

/**
 * Starts an emulator in the background unless one is running.
 *
 * An emulator keeps its resources in memory, so the Terraform state of an earlier instance describes
 * nothing: it is deleted.
 *
 * @throws CommandError with the emulator's log when it does not start
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

/** Stops the emulator if `ensureEmulator` started it, and deletes the state of the deployment. */
export async function discardEmulator(): Promise<void> {
  const record = readRecord();
  if (record?.processId !== undefined && record.instance === (await runningEmulator())) {
    process.kill(record.processId, 'SIGTERM');
    while ((await runningEmulator()) === record.instance) await wait(50);
    await ended(record.processId);
  }
  forgetDeployment();
}

/**
 * Waits for the end of a process, 5 s at most: a process whose parent does not collect its exit
 * code stays listed.
 */
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
  // execa would copy the output through this process, which ends before the emulator does.
  const emulator = spawn(process.execPath, ['infra/emulator/main.ts'], {
    cwd: repositoryRoot,
    env: { ...process.env, EMULATOR_PORT: new URL(emulatorUrl()).port },
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  emulator.unref();

  const deadline = Date.now() + startTimeoutMilliseconds;
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
