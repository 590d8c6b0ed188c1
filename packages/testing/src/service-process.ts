import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { execa } from 'execa';

/** A service that runs as a process of its own; disposing of it kills the process. */
export interface ServiceProcess extends AsyncDisposable {
  readonly pid: number | undefined;
  /**
   * Sends a message, which the service receives by `process.on('message')`, and resolves with the
   * first message from it that is a response.
   */
  readonly exchange: <Response>(
    message: Readonly<Record<string, number | string>>,
    isResponse: (message: unknown) => message is Response,
    signal?: AbortSignal,
  ) => Promise<Response>;
  /** The URL, once the service listens. Rejects with the output if the process ends first. */
  readonly listening: Promise<string>;
  /** The exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  /** Waits until `/ready` returns 200; resolves with the URL. */
  readonly ready: () => Promise<string>;
  /** Everything the process has written so far. */
  readonly output: () => string;
  /** Sends a signal, by default that of ctrl-C, and waits for the end of the process. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/**
 * Starts a service's `server.ts` for a test, on a free port unless the environment has a `PORT`.
 *
 * @param environment all its variables; of this process's own it gets only PATH
 */
export function startServiceProcess(
  program: string,
  environment: Readonly<Record<string, string>>,
): ServiceProcess {
  const child = execa(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      // A busy machine delays the event loop; load shedding would fail the test.
      MAX_EVENT_LOOP_DELAY_MILLISECONDS: '0',
      ...environment,
    },
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    // The service stops when the channel closes, which happens even if this process is killed.
    ipc: true,
    buffer: false,
    reject: false,
  });
  const listening = Promise.withResolvers<string>();
  let output = '';
  child.all.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    const url = /listening at (http:[^"]+)"/i.exec(output)?.[1];
    if (url) listening.resolve(url);
  });
  const exited = child.then(({ exitCode }) => exitCode ?? null);
  const ended = exited.then((): never => {
    throw new Error(`${program} ended:\n${output}`);
  });
  ended.catch(listening.reject);
  // A caller that does not wait for the URL is not concerned.
  listening.promise.catch(() => undefined);

  const stop = (signal: NodeJS.Signals = 'SIGINT') => {
    child.kill(signal);
    return exited;
  };

  return {
    pid: child.pid,
    exchange: async (message, isResponse, signal) => {
      const response = child.getOneMessage({ filter: isResponse });
      await child.sendMessage(message);
      const aborted = signal
        ? once(signal, 'abort').then(() => Promise.reject(signal.reason))
        : new Promise<never>(() => {});
      return (await Promise.race([response, aborted])) as never;
    },
    listening: listening.promise,
    exited,
    ready: async () => {
      const { PORT } = environment;
      // A service whose log is off does not tell where it listens.
      const url = PORT ? `http://127.0.0.1:${PORT}` : await listening.promise;
      while (!(await Promise.race([isReady(url), ended]))) await wait(50);
      return url;
    },
    output: () => output,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
    },
  };
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(new URL('/ready', url)).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}
