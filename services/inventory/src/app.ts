import {
  type ActorVerifier,
  actorVerifier,
  openActorKeys,
  verifiedActors,
} from '@stockroom/service';
import type { FastifyPluginAsync } from 'fastify';
import type { Config } from './config.ts';
import { loadDemoData } from './demo-data.ts';
import { startExpiry } from './expiry.ts';
import { manifest } from './manifest.ts';
import { feedRoute } from './routes/feed.ts';
import { itemRoutes } from './routes/items.ts';
import { locationRoutes } from './routes/locations.ts';
import { problemFrom } from './routes/problems.ts';
import { reportRoutes } from './routes/reports.ts';
import { reservationRoutes } from './routes/reservations.ts';
import { stockRoutes } from './routes/stock.ts';
import { transferRoutes } from './routes/transfer.ts';
import { openStore } from './stores/open-store.ts';
import type { StockStore } from './stores/stock-store.ts';

/** The inventory on the store that the configuration selects. The store closes with the service. */
export const app =
  (config: Config): FastifyPluginAsync =>
  async (service) => {
    const verifier = actorVerifier(openActorKeys(service, config), manifest.name);
    const store = await openStore(config, (error) =>
      service.log.warn({ err: error }, 'database error in the background'),
    );
    const stopExpiry = startExpiry(store, service.log);
    service.addHook('onClose', async () => {
      await stopExpiry();
      await store.close();
    });
    if (config.DEMO_DATA && (await loadDemoData(store))) {
      service.log.info('loaded demo data into the empty inventory');
    }
    await service.register(inventory(store, verifier));
  };

/** The inventory API on a store, for callers that the verifier accepts. */
export const inventory =
  (store: StockStore, verifier: ActorVerifier): FastifyPluginAsync =>
  async (service) => {
    service.addReadinessCheck('database', () => store.ping());
    service.setErrorHandler((error) => {
      throw problemFrom(error);
    });
    await service.register(verifiedActors, { verifier });
    // Stock changes by the second, so responses must not be cached.
    service.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    itemRoutes(service, store);
    locationRoutes(service, store);
    stockRoutes(service, store);
    reservationRoutes(service, store);
    reportRoutes(service, store);
    feedRoute(service, store);
    await transferRoutes(service, store);
  };
