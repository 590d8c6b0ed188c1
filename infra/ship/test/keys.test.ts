import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '../src/main.ts');

/** Runs `keys` commands on one data directory. */
function keysIn(directory = dataDirectory()) {
  const file = join(directory, 'gateway/api-keys.json');
  const run = async (...words: string[]) => {
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [program, 'keys', ...words],
      {
        env: { PATH: process.env.PATH, STOCKROOM_DATA_DIRECTORY: directory },
        extendEnv: false,
        reject: false,
      },
    );
    return { exitCode, stdout: stdout.trim(), stderr: stderr.trim() };
  };
  return { run, file };
}

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stockroom-keys-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test('a new key is the only output on stdout; its file has the hash and is readable by its owner only', async () => {
  const { run, file } = keysIn();

  const { exitCode, stdout } = await run('create', 'scanner', '--scope', 'inventory:write');

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^stk_[0-9a-f]{16}_[\w-]{43}$/);
  expect(readFileSync(file, 'utf8')).not.toContain(stdout.split('_').slice(2).join('_'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the list shows the scope, the expiry and the state of each key', async () => {
  const { run } = keysIn();
  await run('create', 'reader', '--days', '30');
  await run('create', 'scanner', '--scope', 'inventory:write');

  expect((await run('revoke', 'scanner')).exitCode).toBe(0);

  const [, reader, scanner] = (await run('list')).stdout.split('\n');
  expect(reader).toMatch(
    /^[0-9a-f]{16} +reader +inventory:read +\d{4}-\d\d-\d\d +until \d{4}-\d\d-\d\d$/,
  );
  expect(scanner).toMatch(/^[0-9a-f]{16} +scanner +inventory:write +\d{4}-\d\d-\d\d +revoked$/);
});

test.each<[name: string, words: string[], message: string]>([
  [
    'an unknown scope',
    ['create', 'a', '--scope', 'all'],
    '"all" is not a scope. Use --scope with one of inventory:read, inventory:write, inventory:admin.',
  ],
  [
    'a name with a space',
    ['create', 'a b'],
    '"a b" is not a valid key name. Use letters, digits, dots, dashes and underscores, at most 64.',
  ],
  [
    'days that are not a number',
    ['create', 'a', '--days', 'soon'],
    '"soon" is not a number of days. Use --days with 1 to 3650.',
  ],
  ['a key that does not exist', ['revoke', 'a'], 'List all keys: pnpm run keys list'],
  [
    'a file and a secret',
    ['--file', 'a', '--secret', 'b', 'list'],
    '--file and --secret exclude each other. Use one of them.',
  ],
])('%s is an error that says what to do', async (_name, words, message) => {
  const { exitCode, stderr } = await keysIn().run(...words);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(message);
});

test('a name is taken until its key is revoked', async () => {
  const { run } = keysIn();
  await run('create', 'scanner');

  const again = await run('create', 'scanner');
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toMatch(
    /A key named "scanner" already exists .* pnpm run keys revoke [0-9a-f]{16}$/,
  );

  await run('revoke', 'scanner');
  expect((await run('create', 'scanner')).exitCode).toBe(0);
});

test('keys created at the same time are all stored', async () => {
  const { run } = keysIn();
  const names = ['a', 'b', 'c', 'd'];
  const created = await Promise.all(names.map((name) => run('create', name)));

  expect(created.map(({ stderr, exitCode }) => exitCode || stderr)).toEqual(
    names.map((name) => expect.stringContaining(`Created the key "${name}"`)),
  );
  const { stdout } = await run('list');
  for (const name of names) expect(stdout).toMatch(new RegExp(`^\\w{16} +${name} `, 'm'));
});

test('a file with other content is an error and stays unchanged', async () => {
  const directory = dataDirectory();
  const file = join(directory, 'notes.json');
  writeFileSync(file, '{"notes": []}');

  const { exitCode, stderr } = await keysIn(directory).run('--file', file, 'create', 'a');

  expect(exitCode).toBe(1);
  expect(stderr).toContain(`There are no API keys in the file ${file}: keys is required.`);
  expect(readFileSync(file, 'utf8')).toBe('{"notes": []}');
});
