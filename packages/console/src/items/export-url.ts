import { type ExportQuery, itemExportPath } from '@stockroom/client';
import { type ItemFilters, queryOf } from './item-filters.ts';

/** Where the items that a person sees are had as a file, which comes as a stream of any length. */
export function exportPath(
  filters: ItemFilters,
  format: NonNullable<ExportQuery['format']>,
): string {
  const { sort: _sort, ...query } = queryOf(filters);
  const search = { ...query, format, archived: filters.archived } satisfies ExportQuery;
  return `${itemExportPath}?${new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)]))}`;
}
