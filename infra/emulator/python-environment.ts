import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ExecaError, execa } from 'execa';
import semver from 'semver';

/** The Python versions that both emulators support. */
const supportedPython = '^3.10.0';

/** Names of Python 3 on the PATH, in order of preference. */
const pythonNames = [
  'python3',
  'python',
  'python3.14',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
];

/**
 * Finds a supported Python on the PATH.
 *
 * @throws Error that says how to install one
 */
export async function findPython(): Promise<string> {
  const unsupported: string[] = [];
  for (const name of pythonNames) {
    const version = await pythonVersion(name);
    if (version === undefined) continue;
    if (semver.satisfies(version, supportedPython)) return name;
    unsupported.push(`${name} is ${version}`);
  }
  const found = unsupported.length === 0 ? 'none is on the PATH' : unsupported.join(', ');
  throw new Error(
    `The emulated AWS needs Python 3.10 or newer, but ${found}. ` +
      'Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python; else https://www.python.org/downloads/), then try again.',
  );
}

async function pythonVersion(name: string): Promise<string | undefined> {
  const script = 'import sys; print(*sys.version_info[:3], sep=".")';
  const { failed, stdout } = await execa(name, ['-c', script], { reject: false });
  return failed ? undefined : stdout;
}

/** What `preparePythonEnvironment` prepares. */
interface PythonEnvironmentOptions {
  /** The directory of all virtual environments. */
  readonly directory: string;
  readonly name: string;
  /** The file that pins every package. */
  readonly requirements: string;
  /** Receives a line before an installation, which takes a minute or two. */
  readonly log: (line: string) => void;
  /** Cancels an installation. */
  readonly signal: AbortSignal;
}

/**
 * Installs the packages of a requirements file into a virtual environment, unless it exists, and
 * returns the path of its Python. When the requirements change, a new environment replaces the old
 * one.
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
  // Installed into another directory and renamed, so that an interrupted installation is not used
  // and two at the same time do not interfere.
  const unfinished = await mkdtemp(path.join(options.directory, 'unfinished-'));
  try {
    await install(unfinished, options.requirements, options.signal);
    await moveUnlessExists(unfinished, environment);
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
    await execa(interpreter, ['-m', 'venv', directory], { cancelSignal: signal });
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await execa(pythonIn(directory), [...pip, '--requirement', requirements], {
      cancelSignal: signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(
      `The Python packages of ${path.basename(requirements)} could not be installed: ${errorOutput(error)}\n` +
        'Check that Python has its venv module (Debian, Ubuntu: apt install python3-venv) and that pip can reach a package index, then try again.',
      { cause: error },
    );
  }
}

async function moveUnlessExists(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    // Another process has installed the same requirements.
    if (!existsSync(to)) throw error;
  }
}

function pythonIn(environment: string): string {
  return path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

function errorOutput(error: unknown): string {
  if (error instanceof ExecaError) return String(error.stderr).trim() || error.shortMessage;
  return error instanceof Error ? error.message : String(error);
}
