import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { fastify } from 'fastify';
import { formats } from './formats.ts';
import { health } from './health.ts';
import { logging, OneLinePerRequest } from './logging.ts';
import type { ServiceManifest } from './manifest.ts';
import { metrics } from './metrics.ts';
import { problems, sendError } from './problem.ts';
import { requestContext, requestId } from './request-context.ts';
import { silentConnections } from './silent-connections.ts';
import { refuseUnreadable } from './unreadable.ts';
import { validatorCompiler } from './validation.ts';

/** A Fastify instance whose routes take their types from TypeBox schemas. */
export type Service = Awaited<ReturnType<typeof createService>>;

/** Settings of one running service, from `serviceEnvironment`. */
export interface ServiceSettings {
  readonly LOG_LEVEL: string;
  readonly RELEASE: string;
  readonly TRUSTED_PROXIES?: number;
  readonly HEADERS_TIMEOUT_SECONDS?: number;
  readonly REQUEST_TIMEOUT_SECONDS?: number;
  readonly METRICS_NAMESPACE?: string;
}

/**
 * A connection on which nothing moves for so long is given up: longer than the slowest answer takes
 * to begin, and the end of a caller that asks for much and reads nothing.
 */
const stalledMilliseconds = 360_000;

/**
 * Makes a service from its manifest, without listening: logs, ids, health, validation and problem
 * details are in; register the app's own plugin on it. Tests use it with `inject`.
 */
export async function createService(manifest: ServiceManifest, settings: ServiceSettings) {
  const {
    TRUSTED_PROXIES = 0,
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
    // Node looks for requests that are late only every 30 seconds, unasked.
    http: { headersTimeout, connectionsCheckingInterval: Math.ceil(headersTimeout / 3) },
    trustProxy: TRUSTED_PROXIES > 0 && ((_address, hop) => hop < TRUSTED_PROXIES),
    clientErrorHandler: refuseUnreadable,
    // Opening an embedded database for the first time takes seconds.
    pluginTimeout: 60_000,
    // What is refused before there is a route: an address with a broken escape, say.
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      return void sendError(error, request, reply);
    },
    logController: new OneLinePerRequest(),
    // While closing, requests that are already on their way are answered, not refused.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 256 },
    // Choices in responses are made by validation, which has to know our formats.
    serializerOpts: { ajv: { formats } },
  }).withTypeProvider<TypeBoxTypeProvider>();
  service.setValidatorCompiler(validatorCompiler);
  // JSON by any of its names: application/merge-patch+json, say.
  service.addContentTypeParser(
    /^application\/[\w.-]+\+json(;|$)/,
    { parseAs: 'string' },
    service.getDefaultJsonParser('error', 'error'),
  );
  await service.register(requestContext);
  await service.register(silentConnections);
  await service.register(problems);
  await service.register(metrics, { manifest, namespace: settings.METRICS_NAMESPACE });
  await service.register(health, { manifest, release: settings.RELEASE });
  return service;
}
