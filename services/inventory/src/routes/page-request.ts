import type { PageRequest } from '../stores/stock-store.ts';

/** The page that a query requests. Default: the first 50 entries. */
export const pageRequest = (query: {
  limit?: number | undefined;
  cursor?: string | undefined;
}): PageRequest => ({ limit: query.limit ?? 50, cursor: query.cursor });
