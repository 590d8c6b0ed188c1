import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import getPort from 'get-port';
import type { Load, LoadRequest } from './load.ts';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const startLimitMilliseconds = 60_000;
const pollMilliseconds = 50;

/** A service's variables, which may name its own address. */
type Environment = (url: string) => Readonly<Record<string, string>>;

/** A service as a real process on a port of its own, which it keeps when it is started again. */
export class ServiceProcess {
  readonly #name: string;
  readonly #environment: Environment;
  readonly #port: number;
  #process: ChildProcess | undefined;
  #output = '';
  #loadRequests = 0;

  private constructor(name: string, port: number, environment: Environment) {
    this.#name = name;
    this.#port = port;
    this.#environment = environment;
  }

  /**
   * Starts a service and waits until it is ready.
   *
   * @param name its folder under services/
   * @param environment its variables beside HOST and PORT, for the address that it has
   */
  static async start(name: string, environment: Environment): Promise<ServiceProcess> {
    const service = new ServiceProcess(name, await getPort(), environment);
    await service.start();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it, the first time or again, and waits until it is ready. */
  async start(): Promise<void> {
    // The channel lets the service see that this process has died, and stop.
    const started = spawn(process.execPath, [`services/${this.#name}/src/server.ts`], {
      cwd: workspace,
      env: {
        ...process.env,
        NODE_ENV: 'development',
        // What a busy machine delays is no failure of a test.
        MAX_EVENT_LOOP_DELAY_MILLISECONDS: '0',
        ...this.#environment(this.url),
        HOST: '127.0.0.1',
        PORT: String(this.#port),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = started;
    this.#output = '';
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (data) => {
        this.#output += data;
      });
    }
    const deadline = Date.now() + startLimitMilliseconds;
    while (!(await this.#isReady())) {
      if (started.exitCode !== null || Date.now() > deadline) {
        await this.stop();
        throw new Error(`${this.#name} did not become ready. It wrote:\n${this.#output}`);
      }
      await wait(pollMilliseconds);
    }
  }

  /** Stops it as ctrl-C does and waits until it is gone. */
  async stop(): Promise<void> {
    const running = this.#process;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGINT');
    await gone;
  }

  /** Ends it at once, whatever it does, and starts it again. */
  async restart(): Promise<void> {
    const running = this.#process;
    if (running && running.exitCode === null && running.signalCode === null) {
      const gone = once(running, 'exit');
      running.kill('SIGKILL');
      await gone;
    }
    await this.start();
  }

  /** What it did since this was last asked. Only where it has the variable `measured`. */
  async load(signal?: AbortSignal): Promise<Load> {
    const running = this.#process;
    if (!running?.connected) throw new Error(`${this.#name} does not run`);
    const loadRequest = ++this.#loadRequests;
    const messages = on(running, 'message', { signal });
    running.send({ loadRequest } satisfies LoadRequest);
    for await (const [message] of messages as AsyncIterable<[LoadRequest & Load]>) {
      if (message.loadRequest === loadRequest) return message;
    }
    throw new Error(`${this.#name} ended`);
  }

  async #isReady(): Promise<boolean> {
    const response = await fetch(`${this.url}/ready`).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok ?? false;
  }
}
