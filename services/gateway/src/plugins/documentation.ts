import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { openApiDocument } from '@stockroom/client/openapi';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { giveAccess } from './access.ts';

/** The API's documentation: `/openapi.json` for programs, `/docs` for people, with a form to try it. */
export const documentation = plugin(
  async (app: FastifyInstance, { release }: { release: string }) => {
    const document = openApiDocument(release);
    const text = JSON.stringify(document);

    await app.register(async (scope) => {
      giveAccess(scope, 'public');
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
          // Without the bar for other documents: its logo has a style that no content policy of ours allows.
          layout: 'BaseLayout',
        },
        theme: { title: 'Stockroom API' },
      });
    });
  },
  { name: 'documentation' },
);
