import helmet from '@fastify/helmet';
import plugin from 'fastify-plugin';

/** Pages may load from this origin only, are never framed, and run no inline script. */
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
      // The load balancer's HTTPS is what makes this true; without it browsers ignore the header.
      strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    });
  },
  { name: 'security-headers' },
);
