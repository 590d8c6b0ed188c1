import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';
import { setAccess } from '../route-access/set-access.ts';

/**
 * Serves the built console at `/`. All paths of the console (`/items/BOLT-M8-40`) get the same page.
 *
 * @param directory the built console; undefined for the build in this workspace
 */
export const consolePages = plugin(
  async (app: FastifyInstance, { directory }: { directory: string | undefined }) => {
    const root = directory ?? workspaceBuild();
    if (!existsSync(join(root, 'index.html'))) {
      throw new Error(
        `There is no built console in ${root}. Run "pnpm build", or set CONSOLE_DIRECTORY to its directory.`,
      );
    }

    await app.register(async (scope) => {
      setAccess(scope, 'public');
      await scope.register(fastifyStatic, {
        root,
        wildcard: false,
        cacheControl: false,
        setHeaders: (reply, path) => {
          // Vite puts a hash of the content into these names, so the files never change.
          const isImmutable = relative(root, path).startsWith('assets/');
          reply.header(
            'cache-control',
            isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
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
