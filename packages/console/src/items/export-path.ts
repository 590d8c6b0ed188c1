import type { ExportQuery } from '@stockroom/client';
import type { itemExport } from '@stockroom/client/contract';
import { type ItemFilters, queryOf } from './item-filters.ts';

/** Only its type comes from the contract, whose schemas no browser needs. */
const path: (typeof itemExport)['path'] = '/api/v1/items/export';

/** Where the items that a person sees are had as a file, which comes as a stream of any length. */
export function exportPath(
  filters: ItemFilters,
  format: NonNullable<ExportQuery['format']>,
): string {
  const { sort: _sort, ...query } = queryOf(filters);
  const search = { ...query, format, archived: filters.archived } satisfies ExportQuery;
  return `${path}?${new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)]))}`;
}
