import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { startPostgres } from '@stockroom/inventory/test/postgres-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { measured } from '../../src/load.ts';
import { type Stockroom, startStockroom } from '../../src/stockroom.ts';
import { hostileRequests, ordinary, ordinaryAtLimit, uploadLimit } from './requests.ts';
import { contractRoutes, gatewayRoutes, type Route } from './routes.ts';
import type { SecondCallerReport } from './second-caller.ts';
import { type HostileRequest, type Outcome, send } from './send.ts';

const megabyte = 1024 * 1024;
/** Longest that one request may keep a service from all others, in milliseconds of CPU. */
const longestHold = 100;
/** Most memory that a service may take beyond what ordinary requests made it take, in MB. */
const mostGrowth = 200;
/** What one request has to add to the peak so that the growth is put down to it, in MB. */
const noticeable = 16;
/** Largest error response, in bytes. */
const largestProblem = 64 * 1024;
/** A service that still works on the request before after so many milliseconds is started again. */
const longestAfterwards = 10_000;

/** Ordinary requests before anything is measured, so that the code is compiled. */
const warmRounds = 30;

/** The one that the other needs to be ready comes first. */
const processes = ['inventory', 'gateway'] as const;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let stockroom: Stockroom;
let secondCaller: Worker;
/** Memory of each service: after ordinary requests, at most in its process of now, and in any. */
const memory = {
  baseline: { gateway: 0, inventory: 0 },
  peak: { gateway: 0, inventory: 0 },
  worst: { gateway: 0, inventory: 0 },
};
/** Requests whose responses came before what held a service. */
const heldAfterwards: string[] = [];
let last = 'the first request';
/** Whether the row before ended with its request still open. */
let timedOut = false;

beforeAll(async () => {
  postgres = await startPostgres();
  const { host, port, database } = await postgres.newDatabase();
  stockroom = await startStockroom({
    gateway: {
      ...measured,
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '0',
      STREAMED_BODY_MEGABYTES: String(uploadLimit / megabyte),
    },
    inventory: {
      ...measured,
      LOG_LEVEL: 'warn',
      DATABASE_KIND: 'postgres',
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: database,
      DATABASE_TLS: 'false',
      DATABASE_USERNAME: postgres.admin.username,
      DATABASE_PASSWORD: postgres.admin.password,
    },
  });
  await warmUp(warmRounds);
  for (const name of processes) {
    const { peakBytes } = await stockroom[name].load();
    memory.baseline[name] = memory.peak[name] = peakBytes;
  }
  secondCaller = new Worker(join(import.meta.dirname, 'second-caller.ts'), {
    workerData: { url: stockroom.url, credentials: `Bearer ${stockroom.readerKey}` },
  });
});

afterAll(async () => {
  await secondCaller?.terminate();
  await stockroom?.stop();
  await postgres?.stop();
});

/** The request that shows that both services go on. */
const probe: HostileRequest = { method: 'GET', path: '/api/v1/items?limit=1' };

const sendAsAdministrator = (request: HostileRequest, signal?: AbortSignal): Promise<Outcome> =>
  send(stockroom.url, `Bearer ${stockroom.apiKey}`, request, signal);

/** Ordinary requests of every kind, and bodies as large as they may be. */
async function warmUp(rounds: number): Promise<void> {
  const routes = [...contractRoutes, ...gatewayRoutes];
  for (let round = 0; round < rounds; round += 1) {
    for (const route of routes) await sendAsAdministrator(ordinary(route));
    for (const route of routes.filter(({ body }) => body)) {
      await sendAsAdministrator(ordinaryAtLimit(route));
    }
  }
  const rows = Array.from({ length: 20_000 }, (_, n) => `WARM-${n},Item ${n}\n`).join('');
  for (const route of routes.filter(({ upload }) => upload)) {
    const body = () => Buffer.from(`sku,name\n${rows}`);
    await sendAsAdministrator({ ...ordinary(route), body });
  }
}

describe.each(rowsOf([...contractRoutes, ...gatewayRoutes]))('%s', (_name, route) => {
  beforeEach(revive);

  test.for(hostileRequests(route))('%s', async ([kind, request], { signal }) => {
    last = `${request.method} ${route.path}, ${kind}`;
    signal.addEventListener('abort', () => {
      timedOut = true;
    });
    const outcome = await sendAsAdministrator(request, signal);

    if (outcome.status >= 400) expectProblem(outcome);
    if (route.statuses) expect.soft(route.statuses, outcome.text).toContain(outcome.status);
    await expectCalm(signal);
    expect((await sendAsAdministrator(probe, signal)).status, 'an ordinary request after').toBe(
      200,
    );
  });
});

test('neither service was held after a response', () => expect(heldAfterwards).toEqual([]));

test('in all, neither service took much more memory than for ordinary requests', () => {
  const grown = processes.map((name) => [name, megabytes(memory.worst[name])] as const);
  console.log(`MB beyond the baseline: ${grown.flat().join(' ')}`);
  for (const [name, more] of grown) expect.soft(more, name).toBeLessThanOrEqual(mostGrowth);
});

test('a second caller was served all the time', async () => {
  secondCaller.postMessage('stop');
  const [report] = (await once(secondCaller, 'message')) as [SecondCallerReport];
  const sorted = report.latencies.toSorted((one, other) => one - other);
  const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
  console.log(
    `second caller: ${sorted.length} requests, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1 - Number.EPSILON)} ms`,
  );
  expect(report.failures).toEqual([]);
  expect(sorted.length).toBeGreaterThan(0);
});

function expectProblem({ status, type, text, bytes, retryAfter }: Outcome): void {
  expect.soft(bytes, 'bytes of an error response').toBeLessThanOrEqual(largestProblem);
  expect(type, text).toBe('application/problem+json');
  if (bytes <= largestProblem) {
    expect(JSON.parse(text)).toMatchObject({ status, type: expect.any(String) });
  }
  if (status === 503) expect(retryAfter, text).toMatch(/^\d+$/);
  else if (status !== 504) expect(status, text).toBeLessThan(500);
}

/** Neither service was held for long, nor was this what made it take more memory than it may. */
async function expectCalm(signal: AbortSignal): Promise<void> {
  for (const name of processes) {
    const { heldMilliseconds, peakBytes } = await stockroom[name].load(signal);
    expect
      .soft(Math.round(heldMilliseconds), `milliseconds of CPU that held the ${name}`)
      .toBeLessThanOrEqual(longestHold);
    const raised = peakBytes - memory.peak[name];
    const grown = peakBytes - memory.baseline[name];
    memory.peak[name] = peakBytes;
    memory.worst[name] = Math.max(grown, memory.worst[name]);
    if (megabytes(raised) < noticeable) continue;
    expect

      .soft(megabytes(grown), `MB that the ${name} took beyond its baseline`)
      .toBeLessThanOrEqual(mostGrowth);
  }
}

/** Starts a service again that the row before has ended or still holds, so that it fails alone. */
async function revive(): Promise<void> {
  for (const name of processes) {
    if (!timedOut && (await isCalm(name))) continue;
    await stockroom[name].restart();
    // The gateway takes a moment to ask a service again that was away.
    while ((await sendAsAdministrator(probe)).status !== 200) await wait(100);
    await warmUp(3);
    memory.peak[name] = (await stockroom[name].load()).peakBytes;
  }
  timedOut = false;
}

async function isCalm(name: (typeof processes)[number]): Promise<boolean> {
  try {
    const { heldMilliseconds } = await stockroom[name].load(AbortSignal.timeout(longestAfterwards));
    if (heldMilliseconds > longestHold) heldAfterwards.push(`${last}: ${name}`);
    return true;
  } catch {
    return false;
  }
}

const megabytes = (bytes: number): number => Math.round(bytes / megabyte);

function rowsOf(routes: readonly Route[]): (readonly [name: string, route: Route])[] {
  return routes.map((route) => [`${route.method} ${route.path}`, route]);
}
