import type { Item } from '@stockroom/client';
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { queryApi } from '../api/client.ts';
import { refetchIntervalMilliseconds } from '../api/feed-status.ts';
import { cursorPagination, cursorQuery, type Pages } from '../api/pagination.ts';
import { itemKey, itemListsKey } from '../api/query-keys.ts';

/** One item with its stock over all locations. */
export const itemQuery = (sku: string) =>
  queryOptions({
    queryKey: itemKey(sku),
    queryFn: ({ signal }) => queryApi.getItem({ params: { sku } }, { signal }),
    refetchInterval: refetchIntervalMilliseconds,
  });

/** An item's stock at each location. */
export const itemStockQuery = (sku: string) =>
  queryOptions({
    queryKey: [...itemKey(sku), 'stock'],
    queryFn: ({ signal }) =>
      queryApi.listItemStock({ params: { sku }, query: { limit: 200 } }, { signal }),
    refetchInterval: refetchIntervalMilliseconds,
  });

/** With more pages than this loaded, a movement list is no longer refetched at an interval. */
const maximumLivePages = 3;

/** An item's movements, newest first. */
export const itemMovementsQuery = (sku: string) =>
  infiniteQueryOptions({
    queryKey: [...itemKey(sku), 'movements'],
    queryFn: ({ pageParam, signal }) =>
      queryApi.listItemMovements(
        { params: { sku }, query: { limit: 50, ...cursorQuery(pageParam) } },
        { signal },
      ),
    ...cursorPagination,
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) <= maximumLivePages && refetchIntervalMilliseconds(),
  });

const maximumSearchResults = 8;

/** The first items that match a search; the previous results while it is loading. */
export const itemSearchQuery = (search: string) =>
  queryOptions({
    queryKey: ['item search', search],
    queryFn: ({ signal }) =>
      queryApi.listItems({ query: { search, limit: maximumSearchResults } }, { signal }),
    select: ({ entries }) => entries,
    placeholderData: keepPreviousData,
  });

/** Refetches an item after a change and updates it wherever it is shown. */
export async function refreshItem(queryClient: QueryClient, sku: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: itemKey(sku) });
  updateCachedItem(queryClient, await queryClient.fetchQuery({ ...itemQuery(sku) }));
}

/** Updates an item from a response wherever it is shown: on its page and in lists. */
export function updateCachedItem(queryClient: QueryClient, item: Item): void {
  queryClient.setQueryData(itemQuery(item.sku).queryKey, item);
  queryClient.setQueriesData<Pages<Item>>(
    { queryKey: itemListsKey },
    (list) =>
      list && {
        ...list,
        pages: list.pages.map((page) => ({
          ...page,
          entries: page.entries.map((entry) => (entry.sku === item.sku ? item : entry)),
        })),
      },
  );
}
