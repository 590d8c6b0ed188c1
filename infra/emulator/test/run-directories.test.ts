import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFrontDoor } from '../front-door.ts';
import { startEmulator } from '../start-emulator.ts';

test('a start removes the run directories of emulators that were killed, and no others', async () => {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'stockroom-run-directories-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const running = await listen();
  const killed = await listen();
  await close(killed.server);
  onTestFinished(() => close(running.server));
  const names = [`run-${running.port}`, `run-${killed.port}`, 'python-moto-0123456789ab'];
  for (const name of names)
    await mkdir(path.join(dataDirectory, name, 'logs'), { recursive: true });

  // Ends after the cleanup, before the installation.
  const stopping = new AbortController();
  const runDirectory = path.join(dataDirectory, 'own');
  const start = startEmulator({
    port: 0,
    dataDirectory,
    runDirectory,
    log: () => stopping.abort(),
    signal: stopping.signal,
  });

  await expect(start).rejects.toMatchObject({ name: 'AbortError' });
  await expect
    .poll(() => readdir(dataDirectory))
    .toEqual(['own', 'python-moto-0123456789ab', `run-${running.port}`]);
});

async function listen(): Promise<{ server: Server; port: number }> {
  const server = createFrontDoor({ instance: 'one', upstreams: {} });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
