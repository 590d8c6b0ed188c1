import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { services } from '@stockroom/infra/services';
import { type ServiceManifest, urlVariable } from '@stockroom/service/manifest';
import getPort from 'get-port';
import { CommandError } from '../command-error.ts';
import { build } from '../local/build.ts';
import { type ServiceProcess, startService } from '../local/service-process.ts';
import { signInVariables } from '../local/sign-in.ts';
import { dataPath } from '../repository.ts';

/** The first start creates a database, which takes a few seconds on a slow disk. */
const startTimeoutMilliseconds = 120_000;

/**
 * Builds what has changed and runs every service on this machine until ctrl-C. The public service
 * listens on 127.0.0.1:8080 or `PORT` and signs people in through a development issuer. The embedded
 * database is under `.data/`; its first start adds demo items.
 *
 * @throws CommandError when a service ends by itself; the others are stopped first
 */
export async function start(): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await build();
  const addresses = await addressesOf(services);
  const actorKey = randomBytes(32).toString('base64url');
  const processes = services.map((service) =>
    startService(service.name, environmentOf(service, addresses, actorKey)),
  );
  const failed = Promise.race(processes.map(failure));
  const waiting = new AbortController();
  try {
    const ready = services.map((service) => readiness(service, addresses, waiting.signal));
    const outcome = await Promise.race([Promise.all(ready), failed, stopped.then(() => 'stopped')]);
    if (outcome === 'stopped') return;
    for (const service of services.filter(({ public: isPublic }) => isPublic)) {
      console.log(welcome(addresses.get(service.name) ?? ''));
    }
    await Promise.race([failed, stopped]);
    console.log(`\nStopping. The data stays in ${dataPath()}.`);
  } finally {
    waiting.abort();
    await Promise.all(processes.map((service) => service.stop()));
  }
}

/** The public service gets the documented port, the others free ports. */
async function addressesOf(all: readonly ServiceManifest[]): Promise<Map<string, string>> {
  const addresses = new Map<string, string>();
  for (const service of all) {
    const port = service.public ? publicPort(service) : await getPort({ host: '127.0.0.1' });
    addresses.set(service.name, `http://127.0.0.1:${port}`);
  }
  return addresses;
}

function publicPort(service: ServiceManifest): number {
  const port = Number(process.env.PORT || service.port);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new CommandError(
    `PORT=${process.env.PORT} is not a port. Set it to a number from 1 to 65535, or unset it for ${service.port}.`,
  );
}

function environmentOf(
  service: ServiceManifest,
  addresses: ReadonlyMap<string, string>,
  actorKey: string,
): Record<string, string> {
  const url = addresses.get(service.name) ?? '';
  const called = service.calls.map((name) => [urlVariable(name), addresses.get(name) ?? '']);
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: new URL(url).port,
    ACTOR_KEY: actorKey,
    ...Object.fromEntries(called),
    ...(service.public && signInVariables(url)),
    ...(service.database && {
      DATABASE_KIND: 'embedded',
      // The embedded database runs on the event loop and delays it itself, without an overload.
      MAX_EVENT_LOOP_DELAY_MILLISECONDS: '0',
      DATA_DIRECTORY: dataPath(service.name),
      DEMO_DATA: 'true',
    }),
  };
}

/** Resolves when the service's readiness path returns 200, or after an abort. */
async function readiness(
  service: ServiceManifest,
  addresses: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(service.readyPath, addresses.get(service.name));
  const deadline = Date.now() + startTimeoutMilliseconds;
  while (Date.now() < deadline) {
    const response = await fetch(url, { signal }).catch(() => undefined);
    if (response?.ok || signal.aborted) return;
    await wait(50);
  }
  throw new CommandError(
    `${service.name} did not become ready within ${startTimeoutMilliseconds / 1000} s. See ${dataPath('logs', `${service.name}.log`)}.`,
  );
}

/** Rejects when the service ends by itself. */
async function failure(service: ServiceProcess): Promise<never> {
  const code = await service.ended;
  throw new CommandError(
    `${service.lastOutput()}\n\nThe service ${service.name} ended (exit code ${code ?? 'none'}). All services were stopped. ` +
      `Full log: ${service.logFile}`,
  );
}

const welcome = (url: string) => `
Stockroom is running: ${url}
  console          ${url}/  (sign in with one click as any demo user)
  API              ${url}/api/v1/items  (needs a key: npx -y pnpm@12 run keys create me)
  documentation    ${url}/docs
Press ctrl-C to stop.`;
