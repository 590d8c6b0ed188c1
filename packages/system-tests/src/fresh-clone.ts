import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../../..');

/** A command that a person typed in a terminal. */
export interface Typed {
  /** Everything it has printed so far. */
  readonly output: () => string;
  readonly exit: Promise<number | null>;
  /** What ctrl-C does: every process of the terminal's foreground group gets the signal. */
  readonly interrupt: () => Promise<number | null>;
}

/** The repository as it was committed, in a folder of its own, with nothing installed. */
export class FreshClone {
  readonly folder = mkdtempSync(join(tmpdir(), 'stockroom-clone-'));
  readonly #running = new Set<number>();

  constructor() {
    execFileSync('git', ['clone', '--quiet', repository, this.folder]);
  }

  /** Types one of the README's commands: `type('start')` is `npx -y pnpm@12 run start`. */
  type(command: string, environment: Readonly<Record<string, string>> = {}): Typed {
    const child = spawn('npx', ['-y', 'pnpm@12', 'run', ...command.split(' ')], {
      cwd: this.folder,
      env: { ...outsideEnvironment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const { pid } = child;
    if (pid === undefined) throw new Error('npx does not run');
    this.#running.add(pid);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const exit = new Promise<number | null>((resolve) => {
      child.once('close', (code) => {
        this.#running.delete(pid);
        resolve(code);
      });
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

  /** Ends what still runs and removes the folder. */
  remove(): void {
    for (const pid of this.#running) process.kill(-pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A newcomer's environment: without what pnpm put into this one, the pinned Node above all. */
function outsideEnvironment(): NodeJS.ProcessEnv {
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
