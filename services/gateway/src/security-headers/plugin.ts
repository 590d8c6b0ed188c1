import helmet from '@fastify/helmet';
import plugin from 'fastify-plugin';

/** Limits pages to resources of this origin, without inline scripts and frames. */
export const securityHeaders = plugin(
  async (app) => {
    await app.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
        },
      },
      // The load balancer terminates HTTPS. Over plain HTTP browsers ignore this header.
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    });
  },
  { name: 'security-headers' },
);
