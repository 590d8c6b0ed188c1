import type { PageRequest } from '../stores/stock-store.ts';

/** The part of a list that a query asks for: its first 50 entries unless it says otherwise. */
export const pageRequest = (query: {
  limit?: number | undefined;
  cursor?: string | undefined;
}): PageRequest => ({ limit: query.limit ?? 50, cursor: query.cursor });
