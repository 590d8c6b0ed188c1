import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  /** The folder of the virtual environment. */
  directory: string;
  /** The file that pins every package. */
  requirements: string;
  /** Told when something is done that takes long. */
  log: (line: string) => void;
};

/**
 * Makes sure a virtual environment holds exactly what the requirements file pins, and returns its
 * Python. An environment made from other requirements is made anew.
 */
export async function preparePythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const { directory, requirements, log } = options;
  const python = path.join(
    directory,
    process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  const stamp = path.join(directory, 'requirements.sha256');
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  if ((await readOrUndefined(stamp)) === wanted) return python;

  log(`installing ${path.basename(requirements)} into ${directory}`);
  await mkdir(path.dirname(directory), { recursive: true });
  await rm(directory, { recursive: true, force: true });
  try {
    await run(await findPython(), ['-m', 'venv', directory]);
    await run(
      python,
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-input',
        '--disable-pip-version-check',
        '--requirement',
        requirements,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
  } catch (error) {
    throw new Error(
      `Python packages for the emulated AWS could not be installed into ${directory}: ${errorOutput(error)}\n` +
        'Check that Python has its venv module (Debian, Ubuntu: apt install python3-venv) and that pip reaches a package index, then try again.',
      { cause: error },
    );
  }
  // Written last and in one step: an interrupted installation is never taken for a complete one.
  await writeFile(`${stamp}.new`, wanted);
  await rename(`${stamp}.new`, stamp);
  return python;
}

async function readOrUndefined(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
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
