import type { ReservationStatus } from '@stockroom/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { queryApi } from '../api/client.ts';
import { refetchIntervalMilliseconds } from '../api/feed-status.ts';
import { cursorPagination, cursorQuery } from '../api/pagination.ts';
import { reservationsKey } from '../api/query-keys.ts';

/** Reservations with this status, newest first. */
export const reservationsQuery = (status: ReservationStatus) =>
  infiniteQueryOptions({
    queryKey: [...reservationsKey, status],
    queryFn: ({ pageParam, signal }) =>
      queryApi.listReservations(
        { query: { status, limit: 50, ...cursorQuery(pageParam) } },
        { signal },
      ),
    ...cursorPagination,
    refetchInterval: refetchIntervalMilliseconds,
  });

/** One reservation. */
export const reservationQuery = (id: string) =>
  queryOptions({
    queryKey: [...reservationsKey, 'one', id],
    queryFn: ({ signal }) => queryApi.getReservation({ params: { id } }, { signal }),
    refetchInterval: refetchIntervalMilliseconds,
  });
