import cookies from '@fastify/cookie';
import { type ActorKeys, actorSigner, openActorKeys } from '@stockroom/service';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import plugin from 'fastify-plugin';
import { ApiKeyCache, type KeyStore } from './api-keys/index.ts';
import type { Authenticators } from './authentication/authenticators.ts';
import { authentication } from './authentication/plugin.ts';
import { authorization } from './authorization/plugin.ts';
import { compression } from './compression/plugin.ts';
import type { Config } from './config.ts';
import { consolePages } from './console/plugin.ts';
import { cors } from './cors/plugin.ts';
import { loopbackFetch } from './development-issuer/loopback-fetch.ts';
import { developmentIssuerSettings } from './development-issuer/settings.ts';
import { documentation } from './documentation/plugin.ts';
import { type ForwardingOptions, forwarding } from './forwarding/plugin.ts';
import { manifest } from './manifest.ts';
import { AccessTokenVerifier } from './oidc/access-tokens.ts';
import { Issuer } from './oidc/issuer.ts';
import { rateLimiting, requestCounting } from './rate-limiting/plugin.ts';
import { requestValidation } from './request-validation/plugin.ts';
import { routeAccess } from './route-access/plugin.ts';
import { securityHeaders } from './security-headers/plugin.ts';
import { Sessions } from './sessions/sessions.ts';
import { readSettings, type Settings } from './settings/settings.ts';
import { type SignInDependencies, signIn } from './sign-in/plugin.ts';
import type { SignInSettings } from './sign-in/settings.ts';
import { upstreams } from './upstreams.ts';

/** Routes that every service has, for load balancers: without authentication and rate limit. */
const publicPaths = [manifest.healthPath, manifest.readyPath];

/** The gateway. The order of the plugins is the order in which a request passes them. */
export const app = (config: Config): FastifyPluginAsync =>
  // Not encapsulated: its hooks apply to every route of the service.
  plugin(
    async (service) => {
      const settings = readSettings(config);
      const actorKeys = openActorKeys(service, config, { rotates: true });
      const dependencies = settings.signIn && signInDependencies(service, settings.signIn);

      await service.register(routeAccess, { publicPaths });
      await service.register(securityHeaders);
      await service.register(cors, { origins: settings.corsOrigins });
      await service.register(cookies);
      await service.register(rateLimiting, {
        perMinute: config.RATE_LIMIT_PER_MINUTE,
        exemptPaths: publicPaths,
      });
      await service.register(authentication, {
        authenticators: authenticators(service, settings, dependencies),
      });
      await service.register(requestCounting);
      await service.register(requestValidation, { earlierPaths: publicPaths });
      await service.register(authorization);
      await service.register(compression);

      await service.register(signIn, { dependencies });
      if (settings.signIn?.issuer === 'development') {
        const { developmentIssuer } = await import('./development-issuer/plugin.ts');
        await service.register(developmentIssuer, settings.signIn);
      }
      await service.register(forwarding, forwardingOptions(config, actorKeys));
      await service.register(documentation, { release: config.RELEASE });
      await service.register(consolePages, { directory: config.CONSOLE_DIRECTORY });
    },
    { name: 'gateway' },
  );

function signInDependencies(
  service: FastifyInstance,
  settings: SignInSettings,
): SignInDependencies {
  const { publicUrl } = settings;
  const issuer = new Issuer(
    settings.issuer === 'development'
      ? { ...developmentIssuerSettings(publicUrl), fetch: loopbackFetch(service) }
      : settings.issuer,
  );
  return {
    settings,
    issuer,
    accessTokens: new AccessTokenVerifier(issuer),
    sessions: new Sessions(settings.sessions),
  };
}

const authenticators = (
  service: FastifyInstance,
  { keyStore }: Settings,
  signIn: SignInDependencies | undefined,
): Authenticators => ({
  accessTokens: signIn?.accessTokens,
  apiKeys: keyStore && apiKeyCache(service, keyStore),
  browser: signIn && { sessions: signIn.sessions, publicUrl: signIn.settings.publicUrl },
});

const apiKeyCache = (service: FastifyInstance, store: KeyStore): ApiKeyCache =>
  new ApiKeyCache(store, (error) =>
    service.log.error({ err: error }, `API keys cannot be read from ${store.place}`),
  );

const megabyte = 1024 * 1024;

function forwardingOptions(config: Config, actorKeys: ActorKeys | undefined): ForwardingOptions {
  return {
    upstreams: upstreams(config),
    signerFor: (name) => actorSigner(actorKeys, name),
    timeoutSeconds: {
      ordinary: config.UPSTREAM_TIMEOUT_SECONDS,
      bulk: config.UPSTREAM_BULK_TIMEOUT_SECONDS,
      events: config.UPSTREAM_TIMEOUT_SECONDS,
    },
    circuitOpenSeconds: config.CIRCUIT_OPEN_SECONDS,
    jsonBytes: Math.ceil(config.JSON_BODY_MEGABYTES * megabyte),
    streamedBytes: Math.ceil(config.STREAMED_BODY_MEGABYTES * megabyte),
  };
}
