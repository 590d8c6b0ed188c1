import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The oldest Python that both emulators run on. */
const oldestPython = { major: 3, minor: 10 };

/** Names under which a Python 3 may be on the PATH, best first. */
const pythonNames = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];

/** Finds a Python that is new enough; fails with how to get one. */
export async function findPython(): Promise<string> {
  const tooOld: string[] = [];
  for (const name of pythonNames) {
    const version = await pythonVersion(name);
    if (version === undefined) continue;
    if (version.major === oldestPython.major && version.minor >= oldestPython.minor) return name;
    tooOld.push(`${name} is ${version.major}.${version.minor}`);
  }
  const found = tooOld.length === 0 ? 'none is on the PATH' : tooOld.join(', ');
  throw new Error(
    `The emulated AWS needs Python ${oldestPython.major}.${oldestPython.minor} or newer, but ${found}. ` +
      'Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python; else https://www.python.org/downloads/), then try again.',
  );
}

async function pythonVersion(name: string): Promise<{ major: number; minor: number } | undefined> {
  try {
    const { stdout } = await run(name, ['-c', 'import sys; print(*sys.version_info[:2])']);
    const [major, minor] = stdout.trim().split(' ').map(Number);
    return major === undefined || minor === undefined ? undefined : { major, minor };
  } catch {
    return undefined;
  }
}

export type PythonEnvironmentOptions = {
  /** Where the virtual environments of all emulators are. */
  directory: string;
  name: string;
  /** The file that pins every package. */
  requirements: string;
  /** Told when something is done that takes long. */
  log: (line: string) => void;
  /** Ends an installation. */
  signal: AbortSignal;
};

/**
 * Makes sure a virtual environment holds exactly what the requirements file pins, and returns its
 * Python. Other requirements make another environment, which takes the place of the old one.
 */
export async function preparePythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(options.requirements))
    .digest('hex');
  const prefix = `python-${options.name}-`;
  const environment = path.join(options.directory, `${prefix}${hash.slice(0, 12)}`);
  if (existsSync(environment)) return pythonIn(environment);

  options.log(`installing ${path.basename(options.requirements)} into ${environment}`);
  await mkdir(options.directory, { recursive: true });
  // Made aside and moved in one step: an interrupted installation is never taken for a complete
  // one, and two that run at once do not disturb each other.
  const unfinished = await mkdtemp(path.join(options.directory, 'unfinished-'));
  try {
    await install(unfinished, options.requirements, options.signal);
    await moveUnlessThere(unfinished, environment);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  for (const entry of await readdir(options.directory)) {
    const old = path.join(options.directory, entry);
    if (entry.startsWith(prefix) && old !== environment)
      await rm(old, { recursive: true, force: true });
  }
  return pythonIn(environment);
}

async function install(
  directory: string,
  requirements: string,
  signal: AbortSignal,
): Promise<void> {
  const interpreter = await findPython();
  try {
    await run(interpreter, ['-m', 'venv', directory], { signal });
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await run(pythonIn(directory), [...pip, '--requirement', requirements], { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `The Python packages of ${path.basename(requirements)} could not be installed: ${errorOutput(error)}\n` +
        'Check that Python has its venv module (Debian, Ubuntu: apt install python3-venv) and that pip reaches a package index, then try again.',
      { cause: error },
    );
  }
}

async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // Another process was faster, with the same requirements.
    if (!existsSync(to)) throw error;
  }
}

function pythonIn(environment: string): string {
  return path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

function errorOutput(error: unknown): string {
  if (
    error instanceof Error &&
    'stderr' in error &&
    typeof error.stderr === 'string' &&
    error.stderr.trim() !== ''
  ) {
    return error.stderr.trim();
  }
  return error instanceof Error ? error.message : String(error);
}
