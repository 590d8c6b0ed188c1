import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { giveAccess } from './access.ts';

/** Serves the built console at `/`; its own paths (`/items/BOLT-M8-40`) all get its one page. */
export const consolePages = plugin(
  async (app: FastifyInstance, { directory }: { directory: string | undefined }) => {
    const root = directory ?? workspaceBuild();
    if (!existsSync(join(root, 'index.html'))) {
      throw new Error(
        `There is no built console in ${root}. Run "pnpm build", or set CONSOLE_DIRECTORY to where it is.`,
      );
    }

    await app.register(async (scope) => {
      giveAccess(scope, 'public');
      await scope.register(fastifyStatic, {
        root,
        wildcard: false,
        cacheControl: false,
        setHeaders: (reply, path) => {
          // Vite puts a hash of the content into these names, so they never change.
          const forever = relative(root, path).startsWith('assets/');
          reply.header(
            'cache-control',
            forever ? 'public, max-age=31536000, immutable' : 'no-cache',
          );
        },
      });

      scope.get('/*', async (request, reply) => {
        const wantsPage = request.headers.accept?.includes('text/html') ?? false;
        return wantsPage ? reply.sendFile('index.html') : reply.callNotFound();
      });
    });
  },
  { name: 'console-pages' },
);

const workspaceBuild = () =>
  join(dirname(fileURLToPath(import.meta.resolve('@stockroom/console/package.json'))), 'dist');
