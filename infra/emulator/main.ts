/**
 * Runs the emulated AWS until ctrl-C.
 *
 * EMULATOR_PORT        the port on 127.0.0.1; default 5566
 * EMULATOR_CONTAINERS  1: ECS tasks run as containers, with the Docker API at DOCKER_HOST
 */
import path from 'node:path';
import { startEmulator } from './start-emulator.ts';

const repository = path.resolve(import.meta.dirname, '../..');

async function main(): Promise<void> {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        stopping.abort();
        resolve();
      });
    }
  });
  try {
    const emulator = await startEmulator({
      port: readPort(process.env.EMULATOR_PORT),
      dataDirectory: path.join(repository, '.data/emulator'),
      containers: process.env.EMULATOR_CONTAINERS === '1',
      log: (line) => process.stderr.write(`emulator: ${line}\n`),
      signal: stopping.signal,
    });
    process.stdout.write(`${emulator.url}\n`);
    const failure = await Promise.race([stopped, emulator.failed]);
    await emulator.stop();
    if (failure !== undefined) throw new Error(failure);
  } catch (error) {
    if (stopping.signal.aborted) return;
    throw error;
  }
}

function readPort(value: string | undefined): number {
  if (value === undefined || value === '') return 5566;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(
      `EMULATOR_PORT is ${JSON.stringify(value)}, which is not a port. Set it to a number from 1 to 65535.`,
    );
  }
  return port;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
