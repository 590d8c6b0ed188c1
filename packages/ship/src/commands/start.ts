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

/** The first start of a database on a slow disk takes a few seconds; this is far beyond. */
const startDeadlineMilliseconds = 120_000;

/**
 * Builds what has changed and runs every service on this machine until ctrl-C: the embedded database
 * under `.data/`, demo items in it on the first start, the public service on 127.0.0.1:8080 or
 * `PORT`, with a development issuer that signs people in with one click.
 *
 * @throws CommandError when a service ends by itself; the others are stopped
 */
export async function start(): Promise<void> {
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  build();
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
    console.log(`\nStopping; the data stays in ${dataPath()}`);
  } finally {
    waiting.abort();
    await Promise.all(processes.map((service) => service.stop()));
  }
}

/** The public service at the known port, the others wherever there is room. */
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
    `PORT=${process.env.PORT} is no port. Set it to a number from 1 to 65535, or leave it out for ${service.port}.`,
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
      DATA_DIRECTORY: dataPath(service.name),
      DEMO_DATA: 'true',
    }),
  };
}

/** Resolves when the service's readiness path answers 200. */
async function readiness(
  service: ServiceManifest,
  addresses: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(service.readyPath, addresses.get(service.name));
  const deadline = Date.now() + startDeadlineMilliseconds;
  while (Date.now() < deadline) {
    const answer = await fetch(url, { signal }).catch(() => undefined);
    if (answer?.ok || signal.aborted) return;
    await wait(50);
  }
  throw new CommandError(
    `${service.name} did not become ready within ${startDeadlineMilliseconds / 1000} s. Look at ${dataPath('logs', `${service.name}.log`)}.`,
  );
}

/** Rejects when the service ends while it should run. */
async function failure(service: ServiceProcess): Promise<never> {
  const code = await service.ended;
  throw new CommandError(
    `${service.lastWords()}\n\nThe ${service.name} ended (exit code ${code}); what was started with it was stopped. ` +
      `Its whole log is in ${service.logFile}.`,
  );
}

const welcome = (url: string) => `
Stockroom is running: ${url}
  console          ${url}/  (sign in with one click, as whom you like)
  API              ${url}/api/v1/items  (with a key: npx -y pnpm@12 run keys create me)
  documentation    ${url}/docs
ctrl-C stops it.`;
