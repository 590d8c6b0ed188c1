import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import type { FastifyPluginAsync } from 'fastify';
import type { Static, TObject } from 'typebox';
import { ConfigError, readConfig } from './config.ts';
import { createService, type ServiceSettings } from './create-service.ts';
import type { ServiceManifest } from './manifest.ts';

/** Left between the end of the shutdown and the SIGKILL, for logs to be written. */
const marginMilliseconds = 1_000;

/**
 * Runs a service until it is told to stop: reads its configuration, starts its app, listens.
 *
 * On SIGTERM readiness fails and connections are told to close; after the manifest's drain time the
 * listener closes, requests in flight finish and stores close, all within the stop timeout. SIGINT
 * (ctrl-C) skips the drain time: nobody balances load over a developer's machine.
 *
 * A wrong environment or a taken port ends the process with one clear message and exit code 1.
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
        if (err) service.log.fatal({ err }, 'stopping after an error that nothing caught');
        else service.log.info({ signal }, 'stopping');
        service.startDraining();
        if (signal === 'SIGTERM') await wait(manifest.drainSeconds * 1000);
        await service.close();
      },
    );

    // A parent that started this process with a channel to it has died: nobody else would stop it.
    process.once('disconnect', () => void close());

    try {
      await service.register(app(config));
      await service.listen({ host: settings.HOST, port: settings.PORT ?? manifest.port });
    } catch (error) {
      await service.close();
      throw error;
    }
  } catch (error) {
    console.error(`${manifest.name} did not start. ${explain(error)}`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken by another program. Stop that one, or set PORT to a free port.`;
  }
  return message;
}
