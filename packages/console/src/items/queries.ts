import type { Item } from '@stockroom/client';
import { infiniteQueryOptions } from '@tanstack/react-query';
import { queryApi } from '../api/client.ts';
import { cursorPagination, cursorQuery, type Page } from '../api/pagination.ts';
import { itemListsKey } from '../api/query-keys.ts';
import { type ItemFilters, queryOf } from './item-filters.ts';

/** Fetches one page of the item list. */
export const fetchItems = (
  filters: ItemFilters,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Item>> =>
  queryApi.listItems(
    { query: { limit: 100, ...queryOf(filters), ...cursorQuery(cursor) } },
    { signal },
  );

/** The items that match the filters. Refetched page by page: see use-refetch-visible-pages.ts. */
export const itemsQuery = (filters: ItemFilters) =>
  infiniteQueryOptions({
    queryKey: [...itemListsKey, filters],
    queryFn: ({ pageParam, signal }) => fetchItems(filters, pageParam, signal),
    ...cursorPagination,
    staleTime: Number.POSITIVE_INFINITY,
  });
