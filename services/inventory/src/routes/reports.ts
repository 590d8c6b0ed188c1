import { operations } from '@stockroom/client/contract';
import { implement } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { StockStore } from '../stores/stock-store.ts';
import { pageRequest } from './page-request.ts';

/** Routes of reports on the whole inventory. */
export function reportRoutes(service: FastifyInstance, store: StockStore): void {
  implement(service, operations.listLowStock, ({ query }) =>
    store.listLowStock(pageRequest(query)),
  );

  implement(service, operations.getValuation, async () => ({ entries: await store.valuation() }));

  implement(service, operations.getTotals, () => store.totals());
}
