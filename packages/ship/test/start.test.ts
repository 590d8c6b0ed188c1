import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { createClient } from '@stockroom/client';
import getPort from 'get-port';
import { describe, expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '../src/main.ts');

describe('start', () => {
  test('serves the demo items, and what was added survives a stop and another start', async () => {
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

  test('offers to sign in with one click, and lets nobody in who did not', async () => {
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

  test('a second one on the same data says who holds it, and the first goes on', async () => {
    const directory = dataDirectory();
    const first = await started(directory);

    const second = launch({ STOCKROOM_DATA_DIRECTORY: directory, PORT: String(await getPort()) });

    expect(await second.exit).toBe(1);
    expect(second.output()).toMatch(/inventory did not start\..*in use by process \d+/s);
    expect(second.output()).toContain('what was started with it was stopped');
    expect((await fetch(`${first.url}/ready`)).status).toBe(200);
    await first.interrupt();
  });

  test('a taken port is named, with what to do, and nothing is left running', async () => {
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

  test('a PORT that is none is refused before anything starts', async () => {
    const start = launch({ STOCKROOM_DATA_DIRECTORY: dataDirectory(), PORT: 'http' });

    expect(await start.exit).toBe(1);
    expect(start.output().trim()).toBe(
      'PORT=http is no port. Set it to a number from 1 to 65535, or leave it out for 8080.',
    );
  });
});

async function items(url: string, key: string) {
  const answer = await fetch(`${url}/api/v1/items?limit=200`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return (await answer.json()) as { entries: { sku: string }[] };
}

/** Runs the keys command on a folder of data; resolves with what it printed. */
async function keys(directory: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'keys', ...words], {
    env: { ...process.env, STOCKROOM_DATA_DIRECTORY: directory },
  });
  return stdout.trim();
}

/** A folder that is gone after the test. */
function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stockroom-start-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Starts and waits until the program says where it answers. */
async function started(directory: string) {
  const start = launch({ STOCKROOM_DATA_DIRECTORY: directory, PORT: String(await getPort()) });
  for await (const line of createInterface({ input: start.stdout })) {
    const url = /Stockroom is running: (\S+)/.exec(line)?.[1];
    if (url) return { url, ...start };
  }
  throw new Error(`It did not start:\n${start.output()}`);
}

/** Runs the command in a process group of its own, as a terminal does. */
function launch(environment: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [program, 'start'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const { stdout, stderr, pid } = child;
  if (!stdout || !stderr || !pid) throw new Error('The program cannot be started');
  let output = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
  });
  return {
    stdout,
    exit,
    output: () => output,
    /** What ctrl-C does: the whole group gets the signal. */
    interrupt: () => {
      process.kill(-pid, 'SIGINT');
      return exit;
    },
  };
}
