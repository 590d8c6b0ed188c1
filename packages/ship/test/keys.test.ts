import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '../src/main.ts');

/** Runs `keys` in a folder of its own, again and again. */
function keysIn(directory = dataDirectory()) {
  const file = join(directory, 'gateway/api-keys.json');
  const run = async (...words: string[]) => {
    const result = await promisify(execFile)(process.execPath, [program, 'keys', ...words], {
      env: { PATH: process.env.PATH, STOCKROOM_DATA_DIRECTORY: directory },
    }).catch((error) => error as { code: number; stdout: string; stderr: string });
    const code = 'code' in result ? result.code : 0;
    return { code, stdout: result.stdout.trim(), stderr: result.stderr.trim() };
  };
  return { run, file };
}

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stockroom-keys-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

test('a key is printed once and alone; its file holds only the hash, for its owner', async () => {
  const { run, file } = keysIn();

  const { code, stdout } = await run('create', 'scanner', '--scope', 'inventory:write');

  expect(code).toBe(0);
  expect(stdout).toMatch(/^stk_[0-9a-f]{16}_[\w-]{43}$/);
  expect(readFileSync(file, 'utf8')).not.toContain(stdout.split('_').slice(2).join('_'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the list shows what each may and until when, and that one was revoked', async () => {
  const { run } = keysIn();
  await run('create', 'reader', '--days', '30');
  await run('create', 'scanner', '--scope', 'inventory:write');

  expect((await run('revoke', 'scanner')).code).toBe(0);

  const [, reader, scanner] = (await run('list')).stdout.split('\n');
  expect(reader).toMatch(
    /^[0-9a-f]{16} +reader +inventory:read +\d{4}-\d\d-\d\d +until \d{4}-\d\d-\d\d$/,
  );
  expect(scanner).toMatch(/^[0-9a-f]{16} +scanner +inventory:write +\d{4}-\d\d-\d\d +revoked$/);
});

test.each<[what: string, words: string[], message: string]>([
  [
    'a scope that is none',
    ['create', 'a', '--scope', 'all'],
    '"all" is no scope. Use --scope with one of inventory:read, inventory:write, inventory:admin.',
  ],
  [
    'a name with a space',
    ['create', 'a b'],
    '"a b" is no name for a key. Use letters, digits, dots, dashes and underscores, at most 64.',
  ],
  [
    'days that are none',
    ['create', 'a', '--days', 'soon'],
    '"soon" is no number of days. Use --days with 1 to 3650.',
  ],
  ['a key that is not there', ['revoke', 'a'], 'Look at all: pnpm run keys list'],
  [
    'two places',
    ['--file', 'a', '--secret', 'b', 'list'],
    'Keys are kept in one place. Use --file or --secret.',
  ],
])('%s is refused, with what to do', async (_what, words, message) => {
  const { code, stderr } = await keysIn().run(...words);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

test('a name is taken until its key is revoked', async () => {
  const { run } = keysIn();
  await run('create', 'scanner');

  const again = await run('create', 'scanner');
  expect(again.code).toBe(1);
  expect(again.stderr).toMatch(
    /There is a key "scanner" already .* pnpm run keys revoke [0-9a-f]{16}$/,
  );

  await run('revoke', 'scanner');
  expect((await run('create', 'scanner')).code).toBe(0);
});

test('keys made at the same time are all kept', async () => {
  const { run } = keysIn();
  const names = ['a', 'b', 'c', 'd'];
  const made = await Promise.all(names.map((name) => run('create', name)));

  expect(made.map(({ stderr, code }) => code || stderr)).toEqual(
    names.map((name) => expect.stringContaining(`The key "${name}"`)),
  );
  const { stdout } = await run('list');
  for (const name of names) expect(stdout).toMatch(new RegExp(`^\\w{16} +${name} `, 'm'));
});

test('a file with something else in it is named, and left as it is', async () => {
  const directory = dataDirectory();
  const file = join(directory, 'notes.json');
  writeFileSync(file, '{"notes": []}');

  const { code, stderr } = await keysIn(directory).run('--file', file, 'create', 'a');

  expect(code).toBe(1);
  expect(stderr).toContain(`There are no API keys in the file ${file}: keys is required.`);
  expect(readFileSync(file, 'utf8')).toBe('{"notes": []}');
});
