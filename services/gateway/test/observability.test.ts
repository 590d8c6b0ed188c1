import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { builtConsole, nowhere, startUpstream } from './fixtures/gateway.ts';

/** Runs the gateway as a process of its own; `stop` resolves with all lines that it wrote. */
async function runGateway(variables: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/server.ts')], {
    env: { PATH: process.env.PATH, PORT: '0', CONSOLE_DIRECTORY: builtConsole(), ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const exited = once(child, 'close');
  exited.then(() => reject(new Error('the gateway ended')));
  const lines: Record<string, unknown>[] = [];
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line));
    const url = /listening at (http:[^"]+)"/i.exec(line)?.[1];
    if (url) resolve(url);
  });
  const url = await promise;
  const stop = async () => {
    child.kill('SIGINT');
    await exited;
    return lines;
  };
  return { url, stop };
}

test('a request is one line with its route, the service behind, and no value of its query', async () => {
  const upstream = await startUpstream((_request, response) => void response.end('{}'));
  const { url, stop } = await runGateway({ INVENTORY_URL: upstream });

  await fetch(`${url}/api/v1/items/BOLT-M8-40/stock?search=jane.doe`, {
    headers: { 'x-request-id': 'order-77', authorization: 'Bearer secret' },
  });
  const lines = await stop();

  const [line, ...others] = lines.filter(({ reqId }) => reqId === 'order-77');
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    method: 'GET',
    route: '/api/v1/items/:sku/stock',
    path: '/api/v1/items/BOLT-M8-40/stock',
    status: 200,
    upstream: 'inventory',
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(JSON.stringify(lines)).not.toMatch(/jane|secret/);
});

test('metrics count requests, errors and durations by route and by service behind', async () => {
  const { url, stop } = await runGateway({
    INVENTORY_URL: await nowhere(),
    METRICS_NAMESPACE: 'Stockroom/test',
  });

  await fetch(`${url}/api/v1/items/A`);
  await fetch(`${url}/api/v1/items/B`);
  await fetch(`${url}/health`);
  const metrics = (await stop()).filter((line) => '_aws' in line);

  expect(metrics).toEqual([
    expect.objectContaining({ Upstream: 'inventory', Requests: 2, Errors: 2 }),
    expect.objectContaining({ Route: 'GET /api/v1/items/:sku', Requests: 2, Errors: 2 }),
  ]);
});
