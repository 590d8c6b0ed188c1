import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type EmulatorProcess, endReport, startEmulatorProcess } from './emulator-process.ts';
import { createFrontDoor } from './front-door.ts';
import { preparePythonEnvironment } from './python-environment.ts';
import type { EmulatorName } from './routes.ts';
import { removeStaleRunDirectories, runDirectoryOf } from './run-directories.ts';

/** How `startEmulator` starts the emulated AWS. */
interface StartEmulatorOptions {
  /** The loopback port of the front door; 0 for a free one. */
  readonly port: number;
  /** The directory of the virtual environments, which all emulators of the repository share. */
  readonly dataDirectory: string;
  /** The directory of this emulator's logs; default `<dataDirectory>/run-<port>`. */
  readonly runDirectory?: string;
  /** Whether ECS tasks run as containers. By default they are only reported as running. */
  readonly containers?: boolean;
  /** Receives progress messages. */
  readonly log?: (line: string) => void;
  /** Cancels the start; after the start use `stop`. */
  readonly signal?: AbortSignal;
}

/** A running emulated AWS. */
export interface Emulator {
  readonly url: string;
  /** The id of this start. Resources are in memory: a new instance has none. */
  readonly instance: string;
  readonly processIds: Readonly<Record<EmulatorName, number>>;
  /** Resolves with a description when one of the emulators ends by itself. */
  readonly failed: Promise<string>;
  readonly stop: () => Promise<void>;
}

const sourceDirectory = import.meta.dirname;
const region = 'us-east-1';
const accountId = '000000000000';

/** Starts an emulated AWS without resources: the front door and the emulators behind it. */
export async function startEmulator(options: StartEmulatorOptions): Promise<Emulator> {
  const log = options.log ?? (() => undefined);
  const signal = options.signal ?? new AbortController().signal;
  const instance = randomUUID();
  const upstreams: Partial<Record<EmulatorName, number>> = {};
  const frontDoor = createFrontDoor({ instance, upstreams });
  // First, because a taken port ends the start.
  const port = await listen(frontDoor, options.port);
  const url = `http://127.0.0.1:${port}`;
  const runDirectory = options.runDirectory ?? runDirectoryOf(options.dataDirectory, port);

  const logFile = (name: EmulatorName): string => path.join(runDirectory, `${name}.log`);
  const prepare = (name: EmulatorName): Promise<string> =>
    preparePythonEnvironment({
      directory: options.dataDirectory,
      name,
      requirements: path.join(sourceDirectory, `requirements-${name}.txt`),
      log,
      signal,
    });
  const processes: EmulatorProcess[] = [];
  const start = async (
    name: EmulatorName,
    python: string,
    environment: NodeJS.ProcessEnv,
  ): Promise<EmulatorProcess> => {
    signal.throwIfAborted();
    const started = await startEmulatorProcess({
      name,
      python,
      arguments: [path.join(sourceDirectory, name, 'launch.py')],
      environment: { ...commonEnvironment(), ...environment },
      logFile: logFile(name),
      startTimeoutMilliseconds: 60_000,
    });
    processes.push(started);
    upstreams[name] = started.port;
    return started;
  };

  const stop = async (): Promise<void> => {
    // The front door last: once it is closed, no process is left.
    await Promise.all(processes.map((process) => process.stop()));
    await close(frontDoor);
  };

  try {
    await removeStaleRunDirectories(options.dataDirectory);
    await mkdir(runDirectory, { recursive: true });
    const [motoPython, ministackPython] = await Promise.all([
      prepare('moto'),
      prepare('ministack'),
    ]);
    const moto = await start('moto', motoPython, motoEnvironment(url));
    const ministack = await start(
      'ministack',
      ministackPython,
      ministackEnvironment(port, moto.port, options.containers ?? false),
    );
    const failed = Promise.race(
      processes.map(async ({ name, ended }) => {
        const { description, lastLines } = await ended;
        return endReport(name, `ended by itself (${description})`, lastLines, logFile(name));
      }),
    );
    const processIds = { moto: moto.processId, ministack: ministack.processId };
    return { url, instance, processIds, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function commonEnvironment(): NodeJS.ProcessEnv {
  const withoutAws = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    // The emulators must not see the developer's AWS profile, endpoint and keys.
    ...Object.fromEntries(withoutAws),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    PYTHONPATH: path.join(sourceDirectory, 'patching'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    AWS_ACCESS_KEY_ID: 'emulated',
    AWS_SECRET_ACCESS_KEY: 'emulated',
    AWS_DEFAULT_REGION: region,
  };
}

function motoEnvironment(url: string): NodeJS.ProcessEnv {
  return {
    // ECS services are in MiniStack; the patches find them through the front door.
    STOCKROOM_URL: url,
    MOTO_ACCOUNT_ID: accountId,
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    // Certificates are issued at once; a wait would only slow down every apply.
    MOTO_ACM_VALIDATION_WAIT: '0',
  };
}

function ministackEnvironment(
  port: number,
  motoPort: number,
  containers: boolean,
): NodeJS.ProcessEnv {
  return {
    // The front door's port, because MiniStack returns URLs with it.
    GATEWAY_PORT: String(port),
    MINISTACK_ACCOUNT_ID: accountId,
    MINISTACK_REGION: region,
    LOG_LEVEL: 'WARNING',
    // The network and the keys are in moto; the patches call it.
    STOCKROOM_MOTO_URL: `http://127.0.0.1:${motoPort}`,
    // MiniStack starts containers if it finds a Docker API, so it gets an address without one.
    ...(containers ? {} : { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} on 127.0.0.1 is taken, perhaps by another emulated AWS. Stop the program that uses it, or set EMULATOR_PORT to another port.`,
              { cause: error },
            )
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
