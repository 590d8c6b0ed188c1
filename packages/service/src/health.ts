import { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { ServiceManifest } from './manifest.ts';

/**
 * Resolves when a dependency works, rejects with the reason when it does not. The signal is aborted
 * when the check takes too long.
 */
export type ReadinessCheck = (signal: AbortSignal) => Promise<void>;

declare module 'fastify' {
  interface FastifyInstance {
    /** Adds a dependency to `/ready`, by its name. */
    addReadinessCheck(name: string, check: ReadinessCheck): void;
    /** Makes `/ready` fail and closes keep-alive connections after their next answer. */
    startDraining(): void;
  }
}

/** A dependency that answers slower than this counts as not ready. */
const checkTimeoutMilliseconds = 2_000;

/**
 * Rounds of checks begin at least so far apart, however many ask: whoever comes sooner gets the
 * outcome of the next round, never an old one.
 */
const roundMilliseconds = 500;

/**
 * Liveness and readiness at the manifest's paths. Liveness asks nothing but the process itself, so
 * that a database that is away does not make ECS restart every task.
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
    // An answer that began before cannot say so any more: a stream, say. Left open, its connection
    // would hold up the end until it is idle for too long.
    app.addHook('onResponse', async (request) => {
      const { socket } = request.raw;
      if (draining && socket instanceof Socket) socket.destroySoon();
    });

    // Asked every few seconds: what goes well is not worth a line.
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

/** Rejects when the signal is aborted: a check that ignores the signal must not hold the answer up. */
const rejection = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
