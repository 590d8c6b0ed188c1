import type { Item } from '@stockroom/client';
import { useQueryClient } from '@tanstack/react-query';
import type { Pages } from '../queries.ts';

/**
 * Categories to suggest, in order: those of the items that were read so far. There may be others,
 * as no operation lists them.
 */
export function useKnownCategories(): readonly string[] {
  const lists = useQueryClient().getQueriesData<Pages<Item>>({ queryKey: ['items'] });
  return categoriesOf(
    lists.flatMap(([, list]) => list?.pages.flatMap((page) => page.entries) ?? []),
  );
}

/** The categories of these items, each once, as the reader's language sorts them. */
export const categoriesOf = (items: readonly Pick<Item, 'category'>[]): readonly string[] =>
  [...new Set(items.map(({ category }) => category))]
    .filter(Boolean)
    .sort((one, other) => one.localeCompare(other));
