import type { Item } from '@stockroom/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { refetchIntervalMilliseconds } from '../api/feed-status.ts';
import type { Page, Pages } from '../api/pagination.ts';
import { changesWithStock } from '../api/query-keys.ts';
import type { ItemFilters } from './item-filters.ts';
import { fetchItems, itemsQuery } from './queries.ts';

/** Range of list rows on screen, zero-based and inclusive. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Refetches the pages of the item list that are on screen, so that other users' changes appear.
 * Refetching the whole list would take a hundred requests after scrolling through 10,000 items.
 *
 * @returns a function to call with the rows on screen whenever they change
 */
export function useRefetchVisiblePages(filters: ItemFilters): (visible: RowRange) => void {
  const queryClient = useQueryClient();
  const visible = useRef<RowRange>({ first: 0, last: 0 });
  const { queryKey } = itemsQuery(filters);

  // A query, although it updates another one's data: it pauses in the background, and a failure
  // counts for the connection banner.
  useQuery({
    queryKey: ['visible items', filters],
    queryFn: async ({ signal }) => {
      const list = queryClient.getQueryData<Pages<Item>>(queryKey);
      const cursors = list ? visibleCursors(list, visible.current) : [];
      for (const cursor of cursors) {
        const page = await fetchItems(filters, cursor, signal);
        queryClient.setQueryData<Pages<Item>>(
          queryKey,
          (current) => current && replacePage(current, cursor, page),
        );
      }
      return cursors.length;
    },
    refetchInterval: refetchIntervalMilliseconds,
    meta: changesWithStock,
  });

  return useCallback((rows) => {
    visible.current = rows;
  }, []);
}

/** Cursors of the pages that contain any of these rows. */
export function visibleCursors<Entry>(
  list: Pages<Entry>,
  { first, last }: RowRange,
): readonly (string | undefined)[] {
  let end = 0;
  return list.pageParams.filter((_, index) => {
    const start = end;
    end += list.pages[index]?.entries.length ?? 0;
    return start <= last && end > first;
  });
}

/**
 * Replaces a refetched page in its list. If the page now ends elsewhere, an item was added or
 * removed and the later pages no longer follow it: they are dropped, and fetched again on scroll.
 */
export function replacePage<Entry>(
  list: Pages<Entry>,
  cursor: string | undefined,
  page: Page<Entry>,
): Pages<Entry> {
  const at = list.pageParams.indexOf(cursor);
  if (at < 0) return list;
  const isContiguous = list.pages[at]?.nextCursor === page.nextCursor;
  const length = isContiguous ? list.pages.length : at + 1;
  return {
    pages: list.pages.with(at, page).slice(0, length),
    pageParams: list.pageParams.slice(0, length),
  };
}
