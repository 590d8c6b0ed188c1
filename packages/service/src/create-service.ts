import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { clientErrorHandler } from './client-error-handler.ts';
import { frameworkErrorResponses, frameworkErrors } from './framework-errors.ts';
import { health } from './health.ts';
import { idleSockets } from './idle-sockets.ts';
import { loadShedding } from './load-shedding.ts';
import { logging, OneLinePerRequest } from './logging.ts';
import type { ServiceManifest } from './manifest.ts';
import { metrics } from './metrics.ts';
import { problems } from './problem.ts';
import { requestContext, requestId } from './request-context.ts';
import { validatorCompiler } from './validation.ts';

/** A Fastify instance whose routes take their types from TypeBox schemas. */
export type Service = Awaited<ReturnType<typeof createService>>;

/** Settings of one running service, from `serviceEnvironment`. */
export interface ServiceSettings {
  readonly LOG_LEVEL: string;
  readonly RELEASE: string;
  readonly TRUSTED_PROXIES?: string;
  readonly MAX_EVENT_LOOP_DELAY_MILLISECONDS?: number;
  readonly HEADERS_TIMEOUT_SECONDS?: number;
  readonly REQUEST_TIMEOUT_SECONDS?: number;
  readonly METRICS_NAMESPACE?: string;
}

/**
 * A connection on which nothing moves for so long is given up: longer than the slowest answer takes
 * to begin, and the end of a caller that asks for much and reads nothing.
 */
const stalledMilliseconds = 360_000;

/** Largest body in bytes, unless a route says otherwise: many times what a change of stock needs. */
const defaultBodyLimit = 64 * 1024;

/**
 * Makes a service from its manifest, without listening: logs, ids, health, validation and problem
 * details are in; register the app's own plugin on it. Tests use it with `inject`.
 */
export async function createService(manifest: ServiceManifest, settings: ServiceSettings) {
  const {
    TRUSTED_PROXIES,
    MAX_EVENT_LOOP_DELAY_MILLISECONDS = 0,
    HEADERS_TIMEOUT_SECONDS = 15,
    REQUEST_TIMEOUT_SECONDS = 300,
  } = settings;
  const headersTimeout = Math.ceil(
    Math.min(HEADERS_TIMEOUT_SECONDS, REQUEST_TIMEOUT_SECONDS) * 1000,
  );
  const service = fastify({
    logger: logging(manifest.name, settings.RELEASE, settings.LOG_LEVEL) ?? false,
    genReqId: (request) => requestId(request.headers['x-request-id']),
    keepAliveTimeout: manifest.keepAliveTimeoutSeconds * 1000,
    requestTimeout: REQUEST_TIMEOUT_SECONDS * 1000,
    connectionTimeout: stalledMilliseconds,
    bodyLimit: defaultBodyLimit,
    http: {
      headersTimeout,
      // By default Node looks for late requests only every 30 seconds.
      connectionsCheckingInterval: Math.ceil(headersTimeout / 3),
      // Node's own response to a missing Host has no problem details: see framework-errors.ts.
      requireHostHeader: false,
    },
    trustProxy: TRUSTED_PROXIES ?? false,
    clientErrorHandler: clientErrorHandler,
    // Opening an embedded database for the first time takes seconds.
    pluginTimeout: 60_000,
    frameworkErrors,
    logController: new OneLinePerRequest(),
    // While closing, requests that are already on their way are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
  }).withTypeProvider<TypeBoxTypeProvider>();
  service.setValidatorCompiler(validatorCompiler);
  // JSON by any of its names: application/merge-patch+json, say.
  service.addContentTypeParser(
    /^application\/[\w.-]+\+json(;|$)/,
    { parseAs: 'string' },
    service.getDefaultJsonParser('error', 'error'),
  );
  await service.register(requestContext);
  await service.register(idleSockets);
  await service.register(problems);
  await service.register(frameworkErrorResponses);
  await service.register(loadShedding, {
    manifest,
    maxDelayMilliseconds: MAX_EVENT_LOOP_DELAY_MILLISECONDS,
  });
  await service.register(metrics, { manifest, namespace: settings.METRICS_NAMESPACE });
  await service.register(health, { manifest, release: settings.RELEASE });
  return service;
}
