import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@stockroom/client';
import { execa } from 'execa';
import getPort from 'get-port';
import { describe, expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '../src/main.ts');

describe('start', () => {
  test('serves the demo items, and keeps added items across a restart', async () => {
    const directory = dataDirectory();
    const key = await keys(directory, 'create', 'tests', '--scope', 'inventory:write');
    const first = await started(directory);
    const before = (await items(first.url, key)).entries;
    expect(before.length).toBeGreaterThan(5);
    const inventory = createClient({
      baseUrl: first.url,
      headers: { authorization: `Bearer ${key}` },
    });
    await inventory.createItem({ body: { sku: 'ADDED-1', name: 'Added by a program' } });
    const receipt = await inventory.receiveStock({
      body: { sku: 'ADDED-1', location: 'MAIN', quantity: 1 },
    });
    expect(receipt.actor).toBe('key:tests');
    expect(await first.interrupt()).toBe(0);

    const second = await started(directory);

    const after = (await items(second.url, key)).entries;
    expect(after.length).toBe(before.length + 1);
    expect(after.map(({ sku }) => sku)).toContain('ADDED-1');
    expect(await second.interrupt()).toBe(0);
  });

  test('requires authentication, and has a sign-in page for one-click sign-in', async () => {
    const { url, interrupt } = await started(dataDirectory());

    expect((await fetch(`${url}/api/v1/items`)).status).toBe(401);
    const { person, signIn } = (await (await fetch(`${url}/session`)).json()) as {
      person: unknown;
      signIn: string;
    };
    expect(person).toBeNull();
    const page = await fetch(`${url}${signIn}`, { redirect: 'manual' });
    expect(page.headers.get('location')).toMatch(`${url}/development-issuer/auth?`);
    await interrupt();
  });

  test('a second start on the same data names the process that uses it, and the first keeps running', async () => {
    const directory = dataDirectory();
    const first = await started(directory);

    const second = launch({ STOCKROOM_DATA_DIRECTORY: directory, PORT: String(await getPort()) });

    expect(await second.exit).toBe(1);
    expect(second.output()).toMatch(/inventory did not start\..*in use by process \d+/s);
    expect(second.output()).toContain('All services were stopped.');
    expect((await fetch(`${first.url}/ready`)).status).toBe(200);
    await first.interrupt();
  });

  test('a taken port is an error that says what to do', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;

    const start = launch({ STOCKROOM_DATA_DIRECTORY: dataDirectory(), PORT: String(port) });

    expect(await start.exit).toBe(1);
    expect(start.output()).toContain(
      `gateway did not start. Port ${port} is in use by another program. Stop that program, or set PORT to a free port.`,
    );
  });

  test('an invalid PORT is an error before a service starts', async () => {
    const start = launch({ STOCKROOM_DATA_DIRECTORY: dataDirectory(), PORT: 'http' });

    expect(await start.exit).toBe(1);
    expect(start.output().trim()).toBe(
      'PORT=http is not a port. Set it to a number from 1 to 65535, or unset it for 8080.',
    );
  });
});

async function items(url: string, key: string) {
  const response = await fetch(`${url}/api/v1/items?limit=200`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body = await response.text();
  expect(response.status, body).toBe(200);
  return JSON.parse(body) as { entries: { sku: string }[] };
}

/** Runs a `keys` command on a data directory; returns its output. */
async function keys(directory: string, ...words: string[]): Promise<string> {
  const { stdout } = await execa(process.execPath, [program, 'keys', ...words], {
    env: { STOCKROOM_DATA_DIRECTORY: directory },
  });
  return stdout.trim();
}

/** A folder that is removed after the test. */
function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stockroom-start-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Starts everything and waits for the URL in the output. */
async function started(directory: string) {
  const start = launch({ STOCKROOM_DATA_DIRECTORY: directory, PORT: String(await getPort()) });
  return { ...start, url: await start.url };
}

/** Runs the command in its own process group, as a terminal does. */
function launch(environment: Record<string, string>) {
  const child = execa(process.execPath, [program, 'start'], {
    env: environment,
    stdin: 'ignore',
    all: true,
    detached: true,
    buffer: false,
    reject: false,
  });
  const { pid } = child;
  if (!pid) throw new Error('The program cannot be started');
  const url = Promise.withResolvers<string>();
  let output = '';
  let isRunning = true;
  child.all.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const found = /Stockroom is running: (\S+)\n/.exec(output)?.[1];
    if (found) url.resolve(found);
  });
  const exit = child.then(({ exitCode }) => {
    isRunning = false;
    url.reject(new Error(`It did not start:\n${output}`));
    return exitCode;
  });
  url.promise.catch(() => undefined);
  onTestFinished(() => {
    if (isRunning) process.kill(-pid, 'SIGKILL');
  });
  return {
    url: url.promise,
    exit,
    output: () => output,
    /** Sends SIGINT to the whole process group, as ctrl-C does. */
    interrupt: () => {
      process.kill(-pid, 'SIGINT');
      return exit;
    },
  };
}
