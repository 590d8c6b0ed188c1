import { type ExportQuery, itemExportPath } from '@stockroom/client';
import { type ItemFilters, queryOf } from './item-filters.ts';

/** URL of the export of the listed items as a file. The API streams it, whatever its size. */
export function exportUrl(
  filters: ItemFilters,
  format: NonNullable<ExportQuery['format']>,
): string {
  const { sort: _sort, ...query } = queryOf(filters);
  const search = { ...query, format, archived: filters.archived } satisfies ExportQuery;
  return `${itemExportPath}?${new URLSearchParams(Object.entries(search).map(([name, value]) => [name, String(value)]))}`;
}
