import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { ServiceManifest } from './manifest.ts';
import { Problem } from './problem.ts';

/** The delay is the mean over this time, and a service that has caught up takes requests after it. */
const sampleMilliseconds = 500;

const retryAfterSeconds = 1;

/**
 * Answers 503 while the event loop is late, so that a service that has too much to do finishes what
 * it has begun. Health and readiness are answered all the same: a task that will catch up must not
 * be replaced, and one whose event loop stands still does not answer them anyway.
 */
export const loadShedding = plugin(
  async (
    app: FastifyInstance,
    options: {
      manifest: ServiceManifest;
      /** Mean delay of the event loop from which on requests are refused; 0 refuses none. */
      maxDelayMilliseconds: number;
    },
  ) => {
    const { manifest, maxDelayMilliseconds } = options;
    if (maxDelayMilliseconds === 0) return;
    await app.register(underPressure, {
      maxEventLoopDelay: maxDelayMilliseconds,
      sampleInterval: sampleMilliseconds,
      // The hook below decides.
      pressureHandler: () => {},
    });
    const exempt = new Set<string | undefined>([manifest.healthPath, manifest.readyPath]);

    // Before the body is read, and after the hooks that count and secure each request.
    app.addHook('preParsing', async (request) => {
      if (app.isUnderPressure() && !exempt.has(request.routeOptions.url)) throw overloaded();
    });
  },
  { name: 'load-shedding' },
);

const overloaded = () =>
  new Problem(
    503,
    'overloaded',
    'The service is overloaded',
    'The service has more to do than it can keep up with, and did nothing for this request. Send it again in a moment.',
    { headers: { 'retry-after': String(retryAfterSeconds) } },
  );
