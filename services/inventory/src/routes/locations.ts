import { operations } from '@stockroom/client/contract';
import { implement } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { StockStore } from '../stores/stock-store.ts';
import { pageRequest } from './page-request.ts';

/** Routes of locations: create and list. */
export function locationRoutes(service: FastifyInstance, store: StockStore): void {
  implement(service, operations.listLocations, ({ query }) =>
    store.listLocations(query, pageRequest(query)),
  );

  implement(service, operations.createLocation, ({ body }) => store.createLocation(body));
}
