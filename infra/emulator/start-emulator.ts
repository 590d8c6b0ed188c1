import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type EmulatorProcess, endReport, startEmulatorProcess } from './emulator-process.ts';
import { createFrontDoor } from './front-door.ts';
import { preparePythonEnvironment } from './python-environment.ts';
import type { EmulatorName } from './routes.ts';

export type StartEmulatorOptions = {
  /** The loopback port of the front door; 0 takes any free one. */
  port: number;
  /** Holds the virtual environments, shared by every emulator of the repository. */
  dataDirectory: string;
  /** Holds the logs of this one emulator; `<dataDirectory>/run-<port>` unless told. */
  runDirectory?: string;
  /** Whether ECS tasks become containers; without, they are reported as running and nothing runs. */
  containers?: boolean;
  log?: (line: string) => void;
  /** Gives up while starting; a started emulator is ended by its `stop`. */
  signal?: AbortSignal;
};

export type Emulator = {
  url: string;
  /** Tells one start from the next: a new one knows nothing of what was deployed before. */
  instance: string;
  processIds: Readonly<Record<EmulatorName, number>>;
  /** Settles, with a description, when an emulator has died by itself. */
  failed: Promise<string>;
  stop(): Promise<void>;
};

const sourceDirectory = import.meta.dirname;
export const region = 'us-east-1';
export const accountId = '000000000000';

/** Starts an emulated AWS: the front door and the emulators behind it, with nothing in them. */
export async function startEmulator(options: StartEmulatorOptions): Promise<Emulator> {
  const log = options.log ?? (() => undefined);
  const signal = options.signal ?? new AbortController().signal;
  const instance = randomUUID();
  const upstreams: Partial<Record<EmulatorName, number>> = {};
  const frontDoor = createFrontDoor({ instance, upstreams });
  // The port is taken first: nothing else is worth starting when it is not free.
  const port = await listen(frontDoor, options.port);
  const url = `http://127.0.0.1:${port}`;
  const runDirectory = options.runDirectory ?? path.join(options.dataDirectory, `run-${port}`);
  await mkdir(runDirectory, { recursive: true });

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
    // The front door last: when it does not answer any more, nothing is left behind it.
    await Promise.all(processes.map((process) => process.stop()));
    await close(frontDoor);
  };

  try {
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
  const ownSettings = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    // Without the developer's profile, endpoint and keys: nothing here may know a real account.
    ...Object.fromEntries(ownSettings),
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
    // Services live in MiniStack; the patches ask for them through the front door.
    STOCKROOM_URL: url,
    MOTO_ACCOUNT_ID: accountId,
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    // A certificate is issued as soon as it is asked for; the wait would only slow every apply.
    MOTO_ACM_VALIDATION_WAIT: '0',
  };
}

function ministackEnvironment(
  port: number,
  motoPort: number,
  containers: boolean,
): NodeJS.ProcessEnv {
  return {
    // The front door's port: MiniStack writes it into the addresses it gives out.
    GATEWAY_PORT: String(port),
    MINISTACK_ACCOUNT_ID: accountId,
    MINISTACK_REGION: region,
    LOG_LEVEL: 'WARNING',
    // Network and keys live in moto; the patches ask it.
    STOCKROOM_MOTO_URL: `http://127.0.0.1:${motoPort}`,
    // MiniStack starts containers wherever a Docker API answers. This one never does.
    ...(containers ? {} : { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} on 127.0.0.1 is taken, perhaps by another emulated AWS. Stop what uses it, or choose another port with EMULATOR_PORT.`,
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
