import type { FastifyPluginAsync } from 'fastify';
import plugin from 'fastify-plugin';
import type { Config } from './config.ts';
import { manifest } from './manifest.ts';
import { compression } from './plugins/compression.ts';
import { consolePages } from './plugins/console-pages.ts';
import { crossOrigin } from './plugins/cross-origin.ts';
import { documentation } from './plugins/documentation.ts';
import { forwarding } from './plugins/forwarding.ts';
import { rateLimits } from './plugins/rate-limits.ts';
import { requestRefusals } from './plugins/request-refusals.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { upstreams } from './upstreams.ts';

const megabyte = 1024 * 1024;

/** The gateway: what is public of Stockroom, on one address. */
export const app = (config: Config): FastifyPluginAsync =>
  // Not in a scope of its own: what is refused, limited and secured here is so for every request.
  plugin(
    async (service) => {
      await service.register(securityHeaders);
      await service.register(requestRefusals);
      await service.register(crossOrigin, {
        origins: config.CORS_ORIGINS.split(',').filter(Boolean),
      });
      await service.register(rateLimits, {
        perMinute: config.RATE_LIMIT_PER_MINUTE,
        except: [manifest.healthPath, manifest.readyPath],
      });
      await service.register(compression);
      await service.register(forwarding, {
        upstreams: upstreams(config),
        timeoutSeconds: {
          ordinary: config.UPSTREAM_TIMEOUT_SECONDS,
          bulk: config.UPSTREAM_BULK_TIMEOUT_SECONDS,
          events: config.UPSTREAM_TIMEOUT_SECONDS,
        },
        circuitOpenSeconds: config.CIRCUIT_OPEN_SECONDS,
        jsonBytes: config.JSON_BODY_MEGABYTES * megabyte,
        streamedBytes: config.STREAMED_BODY_MEGABYTES * megabyte,
      });
      await service.register(documentation, { release: config.RELEASE });
      await service.register(consolePages, { directory: config.CONSOLE_DIRECTORY });
    },
    { name: 'gateway' },
  );
