import { join } from 'node:path';
import { type ServiceProcess, startServiceProcess } from '@stockroom/testing/service-process';
import getPort from 'get-port';
import type { Load, LoadRequest } from './load.ts';

/** A service's variables, which may contain its own URL. */
type Environment = (url: string) => Readonly<Record<string, string>>;

/** A service as a process that a test can stop and start again on the same port. */
export class RestartableService {
  readonly #program: string;
  readonly #environment: Environment;
  readonly #port: number;
  #process: ServiceProcess | undefined;
  #loadRequests = 0;

  private constructor(name: string, port: number, environment: Environment) {
    this.#program = join(import.meta.dirname, `../../../services/${name}/src/server.ts`);
    this.#port = port;
    this.#environment = environment;
  }

  /**
   * Starts a service and waits until it is ready.
   *
   * @param name its folder under services/
   * @param environment its variables besides HOST and PORT
   */
  static async start(name: string, environment: Environment): Promise<RestartableService> {
    const service = new RestartableService(name, await getPort(), environment);
    await service.start();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts the service and waits until it is ready. */
  async start(): Promise<void> {
    this.#process = startServiceProcess(this.#program, {
      NODE_ENV: 'development',
      PORT: String(this.#port),
      ...this.#environment(this.url),
    });
    await this.#process.ready();
  }

  /** Stops the service as ctrl-C does and waits until its process has ended. */
  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Kills the process, whatever it is doing, and starts the service again. */
  async restart(): Promise<void> {
    await this.#process?.stop('SIGKILL');
    await this.start();
  }

  /** The load since the last call. The service needs the variables `measured` (load.ts). */
  async load(signal?: AbortSignal): Promise<Load> {
    if (!this.#process) throw new Error(`${this.#program} is not running`);
    const loadRequest = ++this.#loadRequests;
    const isResponse = (message: unknown): message is Load =>
      (message as LoadRequest).loadRequest === loadRequest;
    return this.#process.exchange({ loadRequest }, isResponse, signal);
  }
}
