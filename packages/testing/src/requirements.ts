import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/** Something beyond npm that a test needs. */
export interface Requirement {
  /** What is missing, as a person would say it. */
  readonly name: string;
  /** How to get it. */
  readonly howToGet: string;
  readonly isPresent: () => boolean;
}

const runs = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** The programs that some tests need, each with how to get it. */
export const requirements = {
  terraform: {
    name: 'Terraform',
    howToGet: 'install Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install',
    isPresent: () => runs('terraform', '-version'),
  },
  python: {
    name: 'Python',
    howToGet:
      'install Python 3.10 or newer with its venv module: https://www.python.org/downloads/',
    isPresent: () =>
      runs('python3', '-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'),
  },
  chromium: {
    name: 'Chromium',
    howToGet: 'install Chromium (Debian: apt-get install chromium), or name one with CHROMIUM_PATH',
    isPresent: () => runs(process.env.CHROMIUM_PATH ?? 'chromium', '--version'),
  },
} as const satisfies Record<string, Requirement>;

/**
 * A `describe` for tests that need a program. Where it is missing the tests are skipped and their
 * name says how to get it; with `STOCKROOM_REQUIRE_ALL=1`, as in `.ci/run`, they fail instead.
 */
export function describeWith(
  needed: readonly Requirement[],
  name: string,
  tests: () => void,
): void {
  const missing = needed.filter((requirement) => !requirement.isPresent());
  if (missing.length === 0) {
    describe(name, tests);
    return;
  }
  const reason = missing
    .map((requirement) => `needs ${requirement.name}: ${requirement.howToGet}`)
    .join('; ');
  if (process.env.STOCKROOM_REQUIRE_ALL) throw new Error(`${name} ${reason}`);
  describe.skip(`${name} (${reason})`, tests);
}
