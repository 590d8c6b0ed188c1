import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import type { FastifyPluginAsync } from 'fastify';
import type { Static, TObject } from 'typebox';
import { ConfigError, readConfig } from './config.ts';
import { createService, type ServiceSettings } from './create-service.ts';
import type { ServiceManifest } from './manifest.ts';

/** Time between the end of the shutdown and SIGKILL, in which logs are written. */
const marginMilliseconds = 1_000;

/**
 * Runs a service until a signal stops it: reads its configuration, starts its app, listens.
 *
 * On SIGTERM, readiness fails and responses close their connections. After the manifest's drain time
 * the listener closes, requests in progress finish and stores close, all within the stop timeout.
 * SIGINT (Ctrl+C) skips the drain time, which only a load balancer needs.
 *
 * Invalid environment variables or a port in use end the process with one message and exit code 1.
 */
export async function serve<Environment extends TObject>(
  manifest: ServiceManifest<Environment>,
  app: (config: Static<Environment>) => FastifyPluginAsync,
): Promise<void> {
  try {
    const config = readConfig(manifest.environment, process.env);
    const settings = config as ServiceSettings & { HOST: string; PORT?: number };
    const service = await createService(manifest, settings);

    const { close } = closeWithGrace(
      { delay: manifest.stopTimeoutSeconds * 1000 - marginMilliseconds, logger: service.log },
      async ({ signal, err }) => {
        if (err) service.log.fatal({ err }, 'stopping after an uncaught error');
        else service.log.info({ signal }, 'stopping');
        service.startDraining();
        if (signal === 'SIGTERM') await wait(manifest.drainSeconds * 1000);
        await service.close();
      },
    );

    // The parent process that opened an IPC channel has ended, so nothing else would stop this one.
    process.once('disconnect', () => void close());

    try {
      await service.register(app(config));
      await service.listen({ host: settings.HOST, port: settings.PORT ?? manifest.port });
    } catch (error) {
      await service.close();
      throw error;
    }
  } catch (error) {
    console.error(`${manifest.name} did not start. ${messageOf(error)}`);
    process.exit(1);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Stop that program, or set PORT to a free port.`;
  }
  return message;
}
