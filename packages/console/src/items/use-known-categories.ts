import type { Item } from '@stockroom/client';
import { useQueryClient } from '@tanstack/react-query';
import type { Pages } from '../api/pagination.ts';
import { itemListsKey } from '../api/query-keys.ts';

/**
 * Categories to suggest, sorted: those of the items loaded so far. There may be more, as the API
 * has no operation that lists categories.
 */
export function useKnownCategories(): readonly string[] {
  const lists = useQueryClient().getQueriesData<Pages<Item>>({ queryKey: itemListsKey });
  return categoriesOf(
    lists.flatMap(([, list]) => list?.pages.flatMap((page) => page.entries) ?? []),
  );
}

/** The distinct categories of these items, sorted in the user's locale. */
export const categoriesOf = (items: readonly Pick<Item, 'category'>[]): readonly string[] =>
  [...new Set(items.map(({ category }) => category))]
    .filter(Boolean)
    .sort((one, other) => one.localeCompare(other));
