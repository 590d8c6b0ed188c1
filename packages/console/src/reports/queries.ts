import type { Movement } from '@stockroom/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryApi } from '../api/client.ts';
import { refetchIntervalMilliseconds } from '../api/feed-status.ts';
import { cursorPagination, cursorQuery } from '../api/pagination.ts';
import { changesWithStock } from '../api/query-keys.ts';
import { startOfDay } from './activity.ts';

/** Items at or below their reorder point. */
export const lowStockQuery = infiniteQueryOptions({
  queryKey: ['low stock'],
  queryFn: ({ pageParam, signal }) =>
    queryApi.listLowStock({ query: { limit: 200, ...cursorQuery(pageParam) } }, { signal }),
  ...cursorPagination,
  meta: changesWithStock,
});

/** Totals of the inventory: items, locations, stock, reservations. */
export const totalsQuery = queryOptions({
  queryKey: ['totals'],
  queryFn: ({ signal }) => queryApi.getTotals({}, { signal }),
  refetchInterval: refetchIntervalMilliseconds,
  meta: changesWithStock,
});

/** Value of the stock on hand, per currency. */
export const valuationQuery = queryOptions({
  queryKey: ['valuation'],
  queryFn: ({ signal }) => queryApi.getValuation({}, { signal }),
  refetchInterval: refetchIntervalMilliseconds,
  meta: changesWithStock,
});

/** The latest movements of all items. */
export const latestMovementsQuery = queryOptions({
  queryKey: ['latest movements'],
  queryFn: ({ signal }) => queryApi.listMovements({ query: { limit: 20 } }, { signal }),
  refetchInterval: refetchIntervalMilliseconds,
  meta: changesWithStock,
});

/** Days that the activity chart covers, and the pages of movements that are fetched for it at most. */
const activityDays = 14;
const maximumActivityPages = 10;

/** Movements of the last 14 days, newest first, up to 2,000. */
export const activityQuery = queryOptions({
  queryKey: ['activity'],
  queryFn: async ({ signal }) => {
    const since = startOfDay(new Date(), activityDays - 1);
    const query = { since: since.toISOString(), limit: 200 };
    const movements: Movement[] = [];
    let cursor: string | null | undefined;
    for (let page = 0; page < maximumActivityPages && cursor !== null; page += 1) {
      const read = await queryApi.listMovements(
        { query: { ...query, ...cursorQuery(cursor) } },
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
