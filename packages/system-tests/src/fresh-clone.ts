import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';

const repository = join(import.meta.dirname, '../../..');

/** A command as typed in a terminal. */
export interface TerminalCommand {
  /** Everything it has printed so far. */
  readonly output: () => string;
  readonly exit: Promise<number | null>;
  /** Sends SIGINT to the whole process group, as ctrl-C does. */
  readonly interrupt: () => Promise<number | null>;
}

/** A clone of the repository in a temporary folder, without installed packages. */
export class FreshClone {
  readonly folder = mkdtempSync(join(tmpdir(), 'stockroom-clone-'));
  readonly #running = new Set<number>();

  constructor() {
    execaSync('git', ['clone', '--quiet', repository, this.folder]);
  }

  /** Runs one of the README's commands: `type('start')` is `npx -y pnpm@12 run start`. */
  type(command: string, environment: Readonly<Record<string, string>> = {}): TerminalCommand {
    const child = execa('npx', ['-y', 'pnpm@12', 'run', ...command.split(' ')], {
      cwd: this.folder,
      env: { ...outsideEnvironment(), ...environment },
      extendEnv: false,
      stdin: 'ignore',
      all: true,
      detached: true,
      buffer: false,
      reject: false,
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('npx cannot be started');
    this.#running.add(pid);
    let output = '';
    child.all.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    const exit = child.then(({ exitCode }) => {
      this.#running.delete(pid);
      return exitCode ?? null;
    });
    return {
      output: () => output,
      exit,
      interrupt: () => {
        process.kill(-pid, 'SIGINT');
        return exit;
      },
    };
  }

  /** Kills the commands that still run and removes the folder. */
  remove(): void {
    for (const pid of this.#running) process.kill(-pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The environment of a new user: without the variables of pnpm and vitest, and without the pinned Node. */
function outsideEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|pnpm_|NODE_PATH$|NODE_OPTIONS$|INIT_CWD$|TURBO_|VITEST|TEST$|NODE_ENV$)/i.test(name),
  );
  const PATH = (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  return { ...Object.fromEntries(kept), PATH };
}
