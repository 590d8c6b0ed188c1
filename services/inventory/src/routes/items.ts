import { operations } from '@stockroom/client/contract';
import { implement } from '@stockroom/service';
import type { FastifyInstance } from 'fastify';
import type { StockStore } from '../stores/stock-store.ts';
import { entityTag, versionsIn } from './entity-tag.ts';
import { pageRequest } from './page-request.ts';

/** Routes of items: create, read, change, list. */
export function itemRoutes(service: FastifyInstance, store: StockStore): void {
  implement(service, operations.listItems, ({ query }) =>
    store.listItems(query, pageRequest(query)),
  );

  implement(service, operations.createItem, async ({ body }, reply) => {
    const item = await store.createItem(body);
    reply.headers({ location: `/api/v1/items/${item.sku}`, etag: entityTag(item.version) });
    return item;
  });

  implement(service, operations.getItem, async ({ params }, reply) => {
    const item = await store.getItem(params.sku);
    reply.header('etag', entityTag(item.version));
    return item;
  });

  implement(service, operations.updateItem, async ({ params, headers, body }, reply) => {
    const item = await store.updateItem(params.sku, body, versionsIn(headers['if-match']));
    reply.header('etag', entityTag(item.version));
    return item;
  });
}
