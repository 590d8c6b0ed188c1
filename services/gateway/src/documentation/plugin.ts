import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { openApiDocument } from '@stockroom/client/openapi';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { setAccess } from '../route-access/set-access.ts';

/** Serves the API documentation: `/openapi.json` for programs, `/docs` for people. */
export const documentation = plugin(
  async (app: FastifyInstance, { release }: { release: string }) => {
    const document = openApiDocument(release);
    const text = JSON.stringify(document);

    await app.register(async (scope) => {
      setAccess(scope, 'public');
      scope.get('/openapi.json', async (_request, reply) =>
        reply.type('application/json').send(text),
      );

      await scope.register(swagger, {
        mode: 'static',
        specification: { document: document as never },
      });
      await scope.register(swaggerUi, {
        routePrefix: '/docs',
        uiConfig: {
          docExpansion: 'list',
          deepLinking: true,
          tryItOutEnabled: true,
          // No top bar: its logo has an inline style, which our content security policy blocks.
          layout: 'BaseLayout',
        },
        theme: { title: 'Stockroom API' },
      });
    });
  },
  { name: 'documentation' },
);
