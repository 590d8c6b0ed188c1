import type { FastifyPluginAsync } from 'fastify';
import type { Config } from './config.ts';
import { compression } from './plugins/compression.ts';
import { consolePages } from './plugins/console-pages.ts';
import { documentation } from './plugins/documentation.ts';
import { forwarding } from './plugins/forwarding.ts';
import { securityHeaders } from './plugins/security-headers.ts';
import { upstreams } from './upstreams.ts';

/** The gateway: what is public of Stockroom, on one address. */
export const app =
  (config: Config): FastifyPluginAsync =>
  async (service) => {
    await service.register(securityHeaders);
    await service.register(compression);
    await service.register(forwarding, {
      upstreams: upstreams(config),
      timeoutSeconds: config.UPSTREAM_TIMEOUT_SECONDS,
    });
    await service.register(documentation, { release: config.RELEASE });
    await service.register(consolePages, { directory: config.CONSOLE_DIRECTORY });
  };
