import { entriesOf, type Item, type Movement, type ReservationStatus } from '@stockroom/client';
import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { reads } from './api/client.ts';
import { readAgainMilliseconds } from './api/feed-status.ts';
import { type ItemFilters, queryOf } from './items/item-filters.ts';
import { startOfDay } from './reports/activity.ts';

/** One page of a list, as the API answers it. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
}

/** The pages of a list that were read so far. */
export type Pages<Entry> = InfiniteData<Page<Entry>, string | undefined>;

const atCursor = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<unknown>) => page.nextCursor ?? undefined,
};

/** One page of items. */
export const readItems = (
  filters: ItemFilters,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Item>> =>
  reads.listItems({ query: { limit: 100, ...queryOf(filters), ...atCursor(cursor) } }, { signal });

/** The items that pass the filters. Only read again page by page: see use-live-pages.ts. */
export const itemsQuery = (filters: ItemFilters) =>
  infiniteQueryOptions({
    queryKey: ['items', filters],
    queryFn: ({ pageParam, signal }) => readItems(filters, pageParam, signal),
    ...byCursor,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** One item with its stock over all locations. */
export const itemQuery = (sku: string) =>
  queryOptions({
    queryKey: ['item', sku],
    queryFn: ({ signal }) => reads.getItem({ params: { sku } }, { signal }),
    refetchInterval: readAgainMilliseconds,
  });

/** An item's stock at each location. */
export const itemStockQuery = (sku: string) =>
  queryOptions({
    queryKey: ['item', sku, 'stock'],
    queryFn: ({ signal }) =>
      reads.listItemStock({ params: { sku }, query: { limit: 200 } }, { signal }),
    refetchInterval: readAgainMilliseconds,
  });

/** A ledger that was read further back than so many pages is read again only when one asks. */
const mostLivePages = 3;

/** An item's ledger, the newest movement first. */
export const itemMovementsQuery = (sku: string) =>
  infiniteQueryOptions({
    queryKey: ['item', sku, 'movements'],
    queryFn: ({ pageParam, signal }) =>
      reads.listItemMovements(
        { params: { sku }, query: { limit: 50, ...atCursor(pageParam) } },
        { signal },
      ),
    ...byCursor,
    refetchInterval: ({ state }) =>
      (state.data?.pages.length ?? 0) <= mostLivePages && readAgainMilliseconds(),
  });

/** Where stock can lie: every location, as each may be chosen or scanned. */
export const locationsQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: ({ signal }) =>
    Array.fromAsync(entriesOf(reads.listLocations, { query: { limit: 200 } }, { signal })),
});

/** Reads an item again after a change and puts it wherever it is shown. */
export async function refreshItem(queryClient: QueryClient, sku: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['item', sku] });
  showItem(queryClient, await queryClient.fetchQuery({ ...itemQuery(sku) }));
}

/** Puts an item as the server just gave it wherever it is shown. */
export function showItem(queryClient: QueryClient, item: Item): void {
  queryClient.setQueryData(itemQuery(item.sku).queryKey, item);
  queryClient.setQueriesData<Pages<Item>>(
    { queryKey: ['items'] },
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

/** Reservations, the newest first. */
export const reservationsQuery = (status: ReservationStatus) =>
  infiniteQueryOptions({
    queryKey: ['reservations', status],
    queryFn: ({ pageParam, signal }) =>
      reads.listReservations({ query: { status, limit: 50, ...atCursor(pageParam) } }, { signal }),
    ...byCursor,
    refetchInterval: readAgainMilliseconds,
  });

/** One reservation. */
export const reservationQuery = (id: string) =>
  queryOptions({
    queryKey: ['reservations', 'one', id],
    queryFn: ({ signal }) => reads.getReservation({ params: { id } }, { signal }),
    refetchInterval: readAgainMilliseconds,
  });

/** Items that should be ordered. */
export const lowStockQuery = infiniteQueryOptions({
  queryKey: ['low stock'],
  queryFn: ({ pageParam, signal }) =>
    reads.listLowStock({ query: { limit: 200, ...atCursor(pageParam) } }, { signal }),
  ...byCursor,
});

/** The inventory in a few numbers. */
export const totalsQuery = queryOptions({
  queryKey: ['totals'],
  queryFn: ({ signal }) => reads.getTotals({}, { signal }),
  refetchInterval: readAgainMilliseconds,
});

/** What the stock on hand is worth. */
export const valuationQuery = queryOptions({
  queryKey: ['valuation'],
  queryFn: ({ signal }) => reads.getValuation({}, { signal }),
  refetchInterval: readAgainMilliseconds,
});

/** What happened last, to any item. */
export const latestMovementsQuery = queryOptions({
  queryKey: ['latest movements'],
  queryFn: ({ signal }) => reads.listMovements({ query: { limit: 20 } }, { signal }),
  refetchInterval: readAgainMilliseconds,
});

/** Days that the chart of what happened shows, and movements that are read for it at most. */
const activityDays = 14;
const activityPages = 10;

/** What happened in the last days, the newest first, as far as it can be read in a moment. */
export const activityQuery = queryOptions({
  queryKey: ['activity'],
  queryFn: async ({ signal }) => {
    const since = startOfDay(new Date(), activityDays - 1);
    const query = { since: since.toISOString(), limit: 200 };
    const movements: Movement[] = [];
    let cursor: string | null | undefined;
    for (let page = 0; page < activityPages && cursor !== null; page += 1) {
      const read = await reads.listMovements(
        { query: { ...query, ...atCursor(cursor) } },
        { signal },
      );
      movements.push(...read.entries);
      cursor = read.nextCursor;
    }
    return { since, movements, isComplete: cursor === null };
  },
  // A chart of days need not follow every movement.
  staleTime: 60_000,
});
