import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import type { ServiceManifest } from './manifest.ts';
import { Problem } from './problem.ts';

/** The delay is averaged over this time. A service that has caught up accepts requests after it. */
const sampleMilliseconds = 500;

const retryAfterSeconds = 1;

/**
 * Responds with 503 while the event loop is delayed, so that an overloaded service finishes the
 * requests in progress. Health and readiness are exempt: a task that will catch up must not be
 * replaced, and one whose event loop is blocked does not respond to them anyway.
 */
export const loadShedding = plugin(
  async (
    app: FastifyInstance,
    options: {
      manifest: ServiceManifest;
      /** Mean delay of the event loop above which requests get 503; 0 turns load shedding off. */
      maxDelayMilliseconds: number;
    },
  ) => {
    const { manifest, maxDelayMilliseconds } = options;
    if (maxDelayMilliseconds === 0) return;
    await app.register(underPressure, {
      maxEventLoopDelay: maxDelayMilliseconds,
      sampleInterval: sampleMilliseconds,
      // The hook below responds instead.
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
    'The service is overloaded and did not process the request. Send it again in a moment.',
    { headers: { 'retry-after': String(retryAfterSeconds) } },
  );
