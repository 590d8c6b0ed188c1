import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { ServiceManifest } from './manifest.ts';

/**
 * Resolves if a dependency works, rejects with the reason if not. The signal is aborted when the
 * check takes too long.
 */
export type ReadinessCheck = (signal: AbortSignal) => Promise<void>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Adds a dependency to `/ready` under a name. */
    addReadinessCheck(name: string, check: ReadinessCheck): void;
    /** Makes `/ready` fail, and closes keep-alive connections after their next response. */
    startDraining(): void;
  }
}

/** A check that takes longer counts as failed. */
const checkTimeoutMilliseconds = 2_000;

/**
 * Minimum time between the starts of two rounds of checks, however many requests come. A request in
 * between waits for the next round and never gets an old result.
 */
const roundMilliseconds = 500;

/**
 * Liveness and readiness at the manifest's paths. Liveness depends on the process alone, so that an
 * unavailable database does not make ECS restart every task.
 */
export const health = plugin(
  async (
    app: FastifyInstance,
    { manifest, release }: { manifest: ServiceManifest; release: string },
  ) => {
    const checks = new Map<string, ReadinessCheck>();
    let draining = false;
    let began = Number.NEGATIVE_INFINITY;
    let round: ReturnType<typeof nextRound> | undefined;

    app.decorate('addReadinessCheck', (name: string, check: ReadinessCheck) => {
      checks.set(name, check);
    });
    app.decorate('startDraining', () => {
      draining = true;
    });

    app.addHook('preClose', async () => {
      draining = true;
    });
    app.addHook('onSend', async (_request, reply) => {
      if (draining) reply.header('connection', 'close');
    });
    // A response that began earlier, such as a stream, has sent its headers. Its connection would
    // stay open, and delay the shutdown, until the idle timeout.
    app.addHook('onResponse', async (request) => {
      const { socket } = request.raw;
      if (draining && socket instanceof Socket) socket.destroySoon();
    });

    // Requested every few seconds: successes are not logged.
    const stricter = (['error', 'fatal', 'silent'] as const).find((each) => each === app.log.level);
    const quiet = { logLevel: stricter ?? 'warn' } as const;

    app.get(manifest.healthPath, quiet, async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { status: 'ok', service: manifest.name, release };
    });

    app.get(manifest.readyPath, quiet, async (_request, reply) => {
      round ??= nextRound().finally(() => {
        round = undefined;
      });
      const results = await round;
      const ready = !draining && results.every(({ status }) => status === 'ok');
      reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
      return {
        status: draining ? 'draining' : ready ? 'ok' : 'unavailable',
        service: manifest.name,
        checks: Object.fromEntries(results.map(({ name, status }) => [name, status])),
      };
    });

    async function nextRound() {
      const early = began + roundMilliseconds - performance.now();
      if (early > 0) await wait(early);
      began = performance.now();
      return Promise.all([...checks].map(([name, check]) => outcome(name, check)));
    }

    async function outcome(name: string, check: ReadinessCheck) {
      const signal = AbortSignal.timeout(checkTimeoutMilliseconds);
      try {
        await Promise.race([check(signal), rejection(signal)]);
        return { name, status: 'ok' };
      } catch (error) {
        app.log.warn({ err: error, check: name }, `not ready: ${name}`);
        return { name, status: 'unavailable' };
      }
    }
  },
  { name: 'health' },
);

/** Rejects when the signal is aborted: a check that ignores the signal must not delay the response. */
const rejection = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
