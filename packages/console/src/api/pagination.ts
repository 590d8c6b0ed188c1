import type { InfiniteData } from '@tanstack/react-query';

/** One page of a list, as in the API's response. */
export interface Page<Entry> {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
}

/** The pages of a list that are in the query cache. */
export type Pages<Entry> = InfiniteData<Page<Entry>, string | undefined>;

/** The query parameter for a cursor; none for the first page. */
export const cursorQuery = (cursor: string | null | undefined): { readonly cursor?: string } =>
  cursor === null || cursor === undefined ? {} : { cursor };

/** Options of an infinite query over a list that the API paginates by cursor. */
export const cursorPagination = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<unknown>) => page.nextCursor ?? undefined,
};
