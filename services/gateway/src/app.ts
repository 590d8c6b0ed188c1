import cookies from '@fastify/cookie';
import { actorSigner, openActorKeys } from '@stockroom/service';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import plugin from 'fastify-plugin';
import { AccessTokens } from './access/access-tokens.ts';
import { originsOf } from './access/address-rules.ts';
import { Issuer } from './access/issuer.ts';
import { Sessions } from './access/sessions.ts';
import { accessSettings, type SignInSettings } from './access/settings.ts';
import { KnownKeys } from './api-keys/known-keys.ts';
import type { Config } from './config.ts';
import { developmentIssuerSettings, wayInside } from './development-issuer/settings.ts';
import { manifest } from './manifest.ts';
import { authentication, authorization, declaredAccess } from './plugins/access.ts';
import { allowedMethods } from './plugins/allowed-methods.ts';
import { compression } from './plugins/compression.ts';
import { consolePages } from './plugins/console-pages.ts';
import { crossOrigin } from './plugins/cross-origin.ts';
import { decompression } from './plugins/decompression.ts';
import { documentation } from './plugins/documentation.ts';
import { forwarding } from './plugins/forwarding.ts';
import { rateLimits, requestCounting } from './plugins/rate-limits.ts';
import { requestRefusals } from './plugins/request-refusals.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { signIn } from './plugins/sign-in.ts';
import { upstreams } from './upstreams.ts';

const megabyte = 1024 * 1024;

/** Paths that the service brings itself, for load balancers, which ask without limit. */
const open = [manifest.healthPath, manifest.readyPath];

/** The gateway: what is public of Stockroom, on one address, and who may do what there. */
export const app = (config: Config): FastifyPluginAsync =>
  // Not in a scope of its own: what is refused, limited and secured here is so for every request.
  plugin(
    async (service) => {
      const { signIn: signInSettings, keyStore } = accessSettings(config);
      const actorKeys = openActorKeys(service, config, { rotates: true });
      await service.register(declaredAccess);
      await service.register(securityHeaders);
      await service.register(crossOrigin, {
        origins: originsOf(config.CORS_ORIGINS),
      });
      await service.register(cookies);

      const people = signInSettings && waysOfPeople(service, signInSettings);
      const keys =
        keyStore &&
        new KnownKeys(keyStore, (error) =>
          service.log.error({ err: error }, `API keys cannot be read from ${keyStore.place}`),
        );
      const ways = {
        tokens: people?.tokens,
        keys,
        browser: people && { sessions: people.sessions, publicUrl: people.settings.publicUrl },
      };
      await service.register(rateLimits, { perMinute: config.RATE_LIMIT_PER_MINUTE, except: open });
      await service.register(authentication, { ways, open });
      await service.register(requestCounting);
      await service.register(requestRefusals);
      await service.register(allowedMethods, { earlier: open });
      await service.register(authorization, { open });
      await service.register(compression);
      await service.register(decompression);
      await service.register(signIn, { people });
      if (signInSettings?.issuer === 'development') {
        const { developmentIssuer } = await import('./plugins/development-issuer.ts');
        await service.register(developmentIssuer, signInSettings);
      }
      await service.register(forwarding, {
        upstreams: upstreams(config),
        signerFor: (called) => actorSigner(actorKeys, called),
        timeoutSeconds: {
          ordinary: config.UPSTREAM_TIMEOUT_SECONDS,
          bulk: config.UPSTREAM_BULK_TIMEOUT_SECONDS,
          events: config.UPSTREAM_TIMEOUT_SECONDS,
        },
        circuitOpenSeconds: config.CIRCUIT_OPEN_SECONDS,
        jsonBytes: Math.ceil(config.JSON_BODY_MEGABYTES * megabyte),
        streamedBytes: Math.ceil(config.STREAMED_BODY_MEGABYTES * megabyte),
      });
      await service.register(documentation, { release: config.RELEASE });
      await service.register(consolePages, { directory: config.CONSOLE_DIRECTORY });
    },
    { name: 'gateway' },
  );

/** What people sign in with. */
function waysOfPeople(service: FastifyInstance, settings: SignInSettings) {
  const { issuer: settingsOfIssuer, publicUrl } = settings;
  const issuer = new Issuer(
    settingsOfIssuer === 'development'
      ? { ...developmentIssuerSettings(publicUrl), fetch: wayInside(service) }
      : settingsOfIssuer,
  );
  return {
    settings,
    issuer,
    tokens: new AccessTokens(issuer),
    sessions: new Sessions(settings.sessions),
  };
}
