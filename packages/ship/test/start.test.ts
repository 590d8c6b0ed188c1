import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import getPort from 'get-port';
import { describe, expect, onTestFinished, test } from 'vitest';

const program = join(import.meta.dirname, '../src/main.ts');

describe('start', () => {
  test('serves the demo items, and what was added survives a stop and another start', async () => {
    const directory = dataDirectory();
    const first = await started(directory);
    const before = (await items(first.url)).entries;
    expect(before.length).toBeGreaterThan(5);
    await fetch(`${first.url}/api/v1/items`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sku: 'ADDED-1', name: 'Added by a person' }),
    });
    expect(await first.interrupt()).toBe(0);

    const second = await started(directory);

    const after = (await items(second.url)).entries;
    expect(after.length).toBe(before.length + 1);
    expect(after.map(({ sku }) => sku)).toContain('ADDED-1');
    expect(await second.interrupt()).toBe(0);
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
      `gateway did not start. Port ${port} is taken by another program. Stop that one, or set PORT to a free port.`,
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

async function items(url: string) {
  const answer = await fetch(`${url}/api/v1/items?limit=200`);
  return (await answer.json()) as { entries: { sku: string }[] };
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
