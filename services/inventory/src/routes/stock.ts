import { operations } from '@stockroom/client/contract';
import { implement } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { MovementFilter, StockStore } from '../stores/stock-store.ts';
import { commandContextOf } from './command-context.ts';
import { pageRequest } from './page-request.ts';

/** Routes that change stock, and those that list levels and movements. */
export function stockRoutes(service: FastifyInstance, store: StockStore): void {
  implement(service, operations.receiveStock, (request) =>
    store.receive(request.body, commandContextOf('receive', request)),
  );

  implement(service, operations.issueStock, (request) =>
    store.issue(request.body, commandContextOf('issue', request)),
  );

  implement(service, operations.adjustStock, (request) =>
    store.adjust(request.body, commandContextOf('adjust', request)),
  );

  implement(service, operations.transferStock, (request) =>
    store.transfer(request.body, commandContextOf('transfer', request)),
  );

  implement(service, operations.countStock, (request) =>
    store.count(request.body, commandContextOf('count', request)),
  );

  implement(service, operations.listItemStock, ({ params, query }) =>
    store.listLevels(params.sku, pageRequest(query)),
  );

  implement(service, operations.listItemMovements, ({ params, query }) =>
    store.listMovements({ ...historyOf(query), sku: params.sku }, pageRequest(query)),
  );

  implement(service, operations.listMovements, ({ query }) =>
    store.listMovements(historyOf(query), pageRequest(query)),
  );
}

interface HistoryQuery extends Omit<MovementFilter, 'since' | 'until'> {
  readonly since?: string;
  readonly until?: string;
}

const historyOf = ({ kind, location, since, until }: HistoryQuery): MovementFilter => ({
  kind,
  location,
  since: dateOf(since),
  until: dateOf(until),
});

/** A time from the API. The ledger has nothing before 1970; a leap second counts as the second before. */
function dateOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text.replace(/:60/, ':59'));
  return new Date(Math.max(0, date.getTime() || 0));
}
