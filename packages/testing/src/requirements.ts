import { execaSync } from 'execa';
import { describe } from 'vitest';

/** A program that a test needs and that npm does not install. */
export interface Requirement {
  readonly name: string;
  /** How to install it. */
  readonly howToGet: string;
  readonly isPresent: () => boolean;
}

const succeeds = (command: string, ...args: string[]) =>
  !execaSync(command, args, { stdio: 'ignore', reject: false }).failed;

/** The programs that some tests need, each with how to install it. */
export const requirements = {
  terraform: {
    name: 'Terraform',
    howToGet: 'install Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install',
    isPresent: () => succeeds('terraform', '-version'),
  },
  python: {
    name: 'Python',
    howToGet:
      'install Python 3.10 or newer with its venv module: https://www.python.org/downloads/',
    isPresent: () =>
      succeeds('python3', '-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))'),
  },
  chromium: {
    name: 'Chromium',
    howToGet:
      'install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH to its path',
    isPresent: () => succeeds(process.env.CHROMIUM_PATH ?? 'chromium', '--version'),
  },
} as const satisfies Record<string, Requirement>;

/**
 * A `describe` for tests that need a program. If it is missing, the tests are skipped and their name
 * says how to install it; with `STOCKROOM_REQUIRE_ALL=1`, as in `.ci/run`, they fail instead.
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
