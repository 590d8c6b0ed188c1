import { operations } from '@stockroom/client/contract';
import { implement } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { StockStore } from '../stores/stock-store.ts';
import { bookingOf } from './booking.ts';
import { pageRequest } from './page-request.ts';

/** Changes of stock, and what they came to. */
export function stockRoutes(service: FastifyInstance, store: StockStore): void {
  implement(service, operations.receiveStock, (request) =>
    store.receive(request.body, bookingOf('receive', request)),
  );

  implement(service, operations.issueStock, (request) =>
    store.issue(request.body, bookingOf('issue', request)),
  );

  implement(service, operations.adjustStock, (request) =>
    store.adjust(request.body, bookingOf('adjust', request)),
  );

  implement(service, operations.transferStock, (request) =>
    store.transfer(request.body, bookingOf('transfer', request)),
  );

  implement(service, operations.countStock, (request) =>
    store.count(request.body, bookingOf('count', request)),
  );

  implement(service, operations.listItemStock, ({ params, query }) =>
    store.listLevels(params.sku, pageRequest(query)),
  );

  implement(service, operations.listItemMovements, ({ params, query }) =>
    store.listMovements({ ...query, sku: params.sku }, pageRequest(query)),
  );

  implement(service, operations.listMovements, ({ query }) =>
    store.listMovements(query, pageRequest(query)),
  );
}
