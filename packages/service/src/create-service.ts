import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { clientErrorHandler } from './client-error-handler.ts';
import { formats } from './formats.ts';
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
 * Idle time after which a connection is closed. Longer than the slowest response takes to begin; it
 * ends connections of clients that request much and read nothing.
 */
const connectionTimeoutMilliseconds = 360_000;

/** Largest body in bytes; routes may override it. Many times what a change of stock needs. */
const defaultBodyLimit = 64 * 1024;

/**
 * Creates a service from its manifest, without listening. Logging, request ids, health checks,
 * validation and problem details are included; register the app's own plugin on it. Tests use it
 * with `inject`.
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
    connectionTimeout: connectionTimeoutMilliseconds,
    bodyLimit: defaultBodyLimit,
    http: {
      headersTimeout,
      // By default Node checks for late requests only every 30 seconds.
      connectionsCheckingInterval: Math.ceil(headersTimeout / 3),
      // Node's own response to a missing Host has no problem details: see framework-errors.ts.
      requireHostHeader: false,
    },
    trustProxy: TRUSTED_PROXIES ?? false,
    clientErrorHandler,
    // Opening an embedded database for the first time takes seconds.
    pluginTimeout: 60_000,
    frameworkErrors,
    logController: new OneLinePerRequest(),
    // While closing, requests that are already in transit are served.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
    // Choices in responses are made by validation, which has to know our formats.
    serializerOpts: { ajv: { formats } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  service.setValidatorCompiler(validatorCompiler);
  // JSON under any media type with the suffix: application/merge-patch+json for example.
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
