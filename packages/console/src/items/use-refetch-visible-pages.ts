import type { Item } from '@stockroom/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { readAgainMilliseconds } from '../api/feed-status.ts';
import { itemsQuery, type Page, type Pages, readItems } from '../queries.ts';
import type { ItemFilters } from './item-filters.ts';

/** Which rows of a list are on screen, counted from 0. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads again and again the pages of a list that are on screen, so that other people's changes
 * appear. Reading the whole list again would cost a hundred requests for somebody who has scrolled
 * through ten thousand items.
 *
 * @returns to be told which rows are on screen
 */
export function useLivePages(filters: ItemFilters): (visible: RowRange) => void {
  const queryClient = useQueryClient();
  const visible = useRef<RowRange>({ first: 0, last: 0 });
  const { queryKey } = itemsQuery(filters);

  // A query, though its data is the list's: it stops in the background, and its failures are seen.
  useQuery({
    queryKey: ['live items', filters],
    queryFn: async ({ signal }) => {
      const list = queryClient.getQueryData<Pages<Item>>(queryKey);
      const cursors = list ? cursorsOf(list, visible.current) : [];
      for (const cursor of cursors) {
        const page = await readItems(filters, cursor, signal);
        queryClient.setQueryData<Pages<Item>>(
          queryKey,
          (now) => now && withPage(now, cursor, page),
        );
      }
      return cursors.length;
    },
    refetchInterval: readAgainMilliseconds,
  });

  return useCallback((rows) => {
    visible.current = rows;
  }, []);
}

/** The cursors of the pages that hold some of these rows. */
export function cursorsOf<Entry>(
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
 * Puts a page that was read again into its list. Where it now ends elsewhere, an item was added or
 * taken away, and the pages after it no longer join: they are left out, to be read when scrolled to.
 */
export function withPage<Entry>(
  list: Pages<Entry>,
  cursor: string | undefined,
  page: Page<Entry>,
): Pages<Entry> {
  const at = list.pageParams.indexOf(cursor);
  if (at < 0) return list;
  const stillJoins = list.pages[at]?.nextCursor === page.nextCursor;
  const kept = stillJoins ? list.pages.length : at + 1;
  return {
    pages: list.pages.with(at, page).slice(0, kept),
    pageParams: list.pageParams.slice(0, kept),
  };
}
